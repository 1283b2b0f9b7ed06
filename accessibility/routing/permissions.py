"""Who may use a way, and in which direction; and what is known of it for wheelchairs."""

from collections.abc import Callable
from functools import reduce

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.network import Network
from accessibility.routing.profiles import Profile, profile_named
from accessibility.routing.rules import (
    ENGINES,
    KINDS,
    NO_PUSHING,
    OFF_GROUND,
    ONE_WAY,
    RULES,
    WHEELS,
)
from accessibility.routing.tags import Mask, Tags, Words

# What a traveller may do: use the way, use it as one who belongs there, push, and why not.
Answer = tuple[Mask, Mask, Mask, Words]


def permission(ways: pd.DataFrame, profile: str | Profile) -> pd.DataFrame:
    """Who may use each way, and in which direction.

    Parameters
    ----------
    ways : DataFrame with columns highway and the other WAY_TAGS (str, NaN where absent)
        A tag without a column is on no way.
    profile : Profile, or the name of one of PROFILES

    Returns
    -------
    DataFrame, index of `ways`
        forward, backward (bool) : may be travelled in, and against, the way's direction
        push (bool) : the bicycle is pushed, by those who belong there where it is private
        ground (bool) : a door may join it: neither bridge deck, tunnel nor indoors
        kmh (float) : speed on the flat, on private ways that of those who belong there
        reason (str) : why it is left out, NaN where it is not
        private (bool) : closed to the public, and open to those who belong there; then neither
            forward nor backward
        known (bool) : for wheelchairs, whether the tags say that one gets through; True for
            everybody else
    """
    profile = profile_named(profile)
    tags = Tags(ways)
    allowed, private, push, reason = _ASKED[profile.uses](tags, profile)
    bound = _bound(tags, profile, push)
    known = np.ones(len(ways), np.bool_)
    if profile.uses == "wheelchair":
        known = tags.decide(WHEELS, "wheelchair")[0] == "yes"
    off = reduce(np.logical_or, [tags.fit(text) for text in OFF_GROUND])
    return pd.DataFrame(
        {
            "forward": allowed & (bound != "backward"),
            "backward": allowed & (bound != "forward"),
            "push": push,
            "ground": ~off,
            "kmh": _speeds(tags, profile, push),
            "reason": pd.Series(reason, ways.index, dtype="str").mask(allowed),
            "private": private,
            "known": known,
        },
        index=ways.index,
    )


def wheelchair_data(network: Network) -> pd.DataFrame:
    """How much of what one may walk on is known to be passable for a wheelchair.

    Where much is not known, `wheelchair` (known ways only) says too little and
    `wheelchair_possible` too much, and the truth lies between.

    Returns
    -------
    DataFrame, index passable, impassable, unknown
        metres (float) : length of street and path, each drawn line once
        share (float [0-1]) : of their sum, NaN where there is none
    """
    tags = Tags(network.ways)
    word, _ = tags.decide(WHEELS, "wheelchair")
    walk, _ = _may(tags, "foot")
    told = np.select([word == "yes", word == "no"], ["passable", "impassable"], "unknown")
    edge, walked = network.edge_way, (walk == "yes")[network.edge_way]
    metres = pd.Series(network.edge_mm[walked] / 1000).groupby(told[edge][walked]).sum()
    metres = metres.reindex(["passable", "impassable", "unknown"], fill_value=0.0)
    total = metres.sum()
    return pd.DataFrame({"metres": metres, "share": metres / (total if total else np.nan)})


def _may(tags: Tags, who: str) -> tuple[Words, Words]:
    """Whether one may walk or ride: yes, private or no; and why not."""
    word, reason = tags.decide(RULES, who)
    kind, _ = tags.decide(KINDS, who)
    return np.where((word == "private") & (kind != "yes"), "no", word), reason


def _walked(tags: Tags, profile: Profile) -> Answer:
    walk, reason = _may(tags, "foot")
    return walk == "yes", walk == "private", np.zeros(len(tags), np.bool_), reason


def _ridden(tags: Tags, profile: Profile) -> Answer:
    walk, why_no_walk = _may(tags, "foot")
    ride, why_no_ride = _may(tags, "bicycle")
    pushable, why_no_push = tags.decide(NO_PUSHING, "bicycle")
    push = (walk == "yes") & (ride != "yes") & (pushable != "no")
    allowed = (ride == "yes") | push
    own_ride = ~allowed & (ride == "private")
    own_push = ~allowed & ~own_ride & (walk == "private") & (pushable != "no")
    push |= own_push
    reason = np.where(pd.isna(why_no_ride), why_no_walk, why_no_ride)
    reason = np.where(walk == "yes", why_no_push, reason)
    return allowed, own_ride | own_push, push, reason


def _wheeled(tags: Tags, profile: Profile) -> Answer:
    """A wheelchair or a pram: a walker, where it gets through."""
    walk, why_no_walk = _may(tags, "foot")
    word, why_no_wheels = tags.decide(WHEELS, profile.uses)
    passable = word == "yes" if profile.known_only else word != "no"
    unknown = np.where(word == "no", why_no_wheels, "not known to be passable")
    reason = np.where((walk != "no") & ~passable, unknown, why_no_walk)
    no_push = np.zeros(len(tags), np.bool_)
    return (walk == "yes") & passable, (walk == "private") & passable, no_push, reason


def _driven(tags: Tags, profile: Profile) -> Answer:
    word, reason = tags.decide(ENGINES, "vehicle")
    none = np.zeros(len(tags), np.bool_)
    return word == "yes", none, none, reason


_ASKED: dict[str, Callable[[Tags, Profile], Answer]] = {
    "foot": _walked,
    "pram": _wheeled,
    "wheelchair": _wheeled,
    "bicycle": _ridden,
    "vehicle": _driven,
}


def _bound(tags: Tags, profile: Profile, push: Mask) -> Words:
    """The direction one is bound to: forward, backward, or neither."""
    on_foot, _ = tags.decide(ONE_WAY, "foot")
    if profile.uses not in ("bicycle", "vehicle"):
        return on_foot
    bound, _ = tags.decide(ONE_WAY, profile.uses)
    return np.where(push, on_foot, bound)


def _speeds(tags: Tags, profile: Profile, push: Mask) -> NDArray[np.float64]:
    """Speed on the flat [km/h], by class where the profile has such."""
    kmh = np.full(len(tags), profile.speed_kmh, np.float64)
    for highway, speed in profile.class_kmh:
        kmh[tags.fit(f"highway={highway}")] = speed
    kmh[push] = profile.join_kmh
    return kmh
