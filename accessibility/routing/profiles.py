"""Who travels, and which ways they may use: two tables that a planner can read.

`PROFILES` says who travels and how fast. `RULES` says, tag by tag, who may walk or ride along
a way; `ONE_WAY` who is bound to one direction; `OFF_GROUND` what no doorstep touches.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.errors import UnknownNameError

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One kind of traveller."""

    name: str
    name_zh: str
    speed_kmh: float
    push_kmh: float | None  # a bicycle pushed where it may not be ridden; None goes on foot
    source: str

    @property
    def rides(self) -> bool:
        """Whether it rides, and is bound by what binds riders."""
        return self.push_kmh is not None

    @property
    def join_kmh(self) -> float:
        """Speed between a door and the street: on foot, whatever the profile [km/h]."""
        return self.speed_kmh if self.push_kmh is None else self.push_kmh


PROFILES: Mapping[str, Profile] = {
    p.name: p
    for p in (
        Profile(
            name="walk", name_zh="步行", speed_kmh=4.8, push_kmh=None,
            source="common planning default; R5 uses 4.7 km/h, Valhalla 5.1 km/h",
        ),
        Profile(
            name="bike", name_zh="骑行", speed_kmh=12.0, push_kmh=4.8,
            source="Chinese national pairing, 1 km = 5 min ride; pushed at walking speed",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """Ways that carry `tags`: whether one may walk (foot) or ride (bicycle) along them.

    ``-`` leaves what the rules above it decided. `reason` is why a way that this rule closes
    is closed. `tags` holds ``key=value|value`` parts, all of which must fit; ``key`` alone
    fits any value.
    """

    tags: str
    foot: str
    bicycle: str
    reason: str = ""


_MAY = "yes|designated|permissive|official|public"
_VISIT = "destination|customers|delivery"
_PRIVATE = "private|permit|residents|members|employees|staff|military"
_STREET = "primary|primary_link|secondary|secondary_link|tertiary|tertiary_link"
_QUIET = "unclassified|residential|living_street|service|road|track"
_LANE = "lane|track|shared_lane|share_busway|shoulder|shared|opposite_lane|opposite_track"
_UNBUILT = "construction|proposed|planned|abandoned|disused|razed|demolished|dismantled"

# Every rule that fits applies, in this order: a later one outweighs an earlier one. A bicycle
# that may not be ridden is pushed wherever one may walk, but for the ways of NO_PUSHING.
RULES = (
    # what kind of way it is
    Rule("", "no", "no", "not a street"),
    Rule(f"highway={_STREET}|{_QUIET}", "yes", "yes"),
    Rule("highway=cycleway", "yes", "yes"),  # shared unless foot=no, see below
    Rule("highway=pedestrian|footway|path|bridleway|crossing|traffic_island", "yes", "no"),
    Rule("highway=steps|corridor|elevator|platform", "yes", "no"),
    Rule("railway=platform", "yes", "no"),
    Rule("public_transport=platform", "yes", "no"),
    Rule("man_made=pier", "yes", "no"),
    Rule("highway=busway|bus_guideway", "no", "no", "busway"),
    Rule("highway=trunk|trunk_link", "no", "no", "trunk road without a footway"),
    Rule("highway=trunk|trunk_link sidewalk=both|left|right|yes", "yes", "-"),
    Rule("highway=trunk|trunk_link sidewalk:both=yes", "yes", "-"),
    Rule("highway=trunk|trunk_link sidewalk:left=yes", "yes", "-"),
    Rule("highway=trunk|trunk_link sidewalk:right=yes", "yes", "-"),
    Rule(f"highway=trunk|trunk_link cycleway={_LANE}", "-", "yes"),
    Rule(f"highway=trunk|trunk_link cycleway:both={_LANE}", "-", "yes"),
    Rule(f"highway=trunk|trunk_link cycleway:left={_LANE}", "-", "yes"),
    Rule(f"highway=trunk|trunk_link cycleway:right={_LANE}", "-", "yes"),
    # whom it is open to: a word about walkers or bicycles outweighs one about everybody
    Rule(f"access={_PRIVATE}", "no", "no", "private"),
    Rule("access=no|emergency", "no", "no", "closed to the public"),
    Rule(f"vehicle=no|{_PRIVATE}", "-", "no", "closed to vehicles"),
    Rule(f"foot={_MAY}|{_VISIT}|discouraged", "yes", "-"),
    Rule("foot=no", "no", "-", "closed to walkers"),
    Rule(f"foot={_PRIVATE}", "no", "-", "private"),
    Rule(f"bicycle={_MAY}|{_VISIT}|discouraged", "-", "yes"),
    Rule(f"bicycle=no|dismount|{_PRIVATE}", "-", "no", "closed to bicycles"),
    Rule("highway=steps|elevator", "-", "no", "steps"),
    # closed whatever else is said
    Rule("motorroad=yes", "no", "no", "motor road"),
    Rule("highway=motorway|motorway_link", "no", "no", "motorway"),
    Rule(f"highway={_UNBUILT}", "no", "no", "not in use"),
)

# Where a bicycle cannot be pushed although one may walk; later rules outweigh earlier ones.
NO_PUSHING = (
    Rule("highway=steps", "-", "no", "steps"),
    Rule("highway=steps ramp=yes", "-", "yes"),
    Rule("highway=steps ramp:bicycle=yes", "-", "yes"),
    Rule(f"highway=steps bicycle=dismount|{_MAY}", "-", "yes"),
    Rule("highway=corridor", "-", "no", "indoors"),
)

# Directions. A walker is bound by oneway:foot alone, a rider by every row, and whoever
# pushes a bicycle is a walker. "both" lifts what the rules above it imposed.
ONE_WAY = (
    Rule("junction=roundabout|circular", "-", "forward"),
    Rule("oneway=yes|1|true", "-", "forward"),
    Rule("oneway=-1|reverse", "-", "backward"),
    Rule("oneway=no|false|0", "-", "both"),
    Rule("cycleway=opposite|opposite_lane|opposite_track|opposite_share_busway", "-", "both"),
    Rule("cycleway:both=opposite|opposite_lane|opposite_track", "-", "both"),
    Rule("cycleway:left=opposite|opposite_lane|opposite_track", "-", "both"),
    Rule("cycleway:right=opposite|opposite_lane|opposite_track", "-", "both"),
    Rule("oneway:bicycle=yes|1", "-", "forward"),
    Rule("oneway:bicycle=-1", "-", "backward"),
    Rule("oneway:bicycle=no", "-", "both"),
    Rule("oneway:foot=yes|1", "forward", "-"),
    Rule("oneway:foot=-1", "backward", "-"),
)

# Ways that nothing joins while a street on the ground is in reach.
OFF_GROUND = (
    "bridge=yes|viaduct|aqueduct|cantilever|covered|movable|suspension|trestle",
    "tunnel=yes|covered|culvert|passage",
    "covered=yes",
    "indoor=yes|room|corridor",
    "highway=corridor|elevator",
    "level=-5|-4|-3|-2|-1|1|2|3|4|5",
)


def profile_named(name: str | Profile) -> Profile:
    """The profile of that name, or UnknownNameError; a profile of one's own is itself."""
    if isinstance(name, Profile):
        return name
    if name not in PROFILES:
        raise UnknownNameError("profile", name, PROFILES)
    return PROFILES[name]


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
        push (bool) : the bicycle is pushed
        ground (bool) : a door may join it: neither bridge deck, tunnel nor indoors
        kmh (float) : speed on the flat
        reason (str) : why it is left out, NaN where it is not
    """
    profile = profile_named(profile)
    rides = profile.rides
    tags = _Tags(ways)
    walk, why_no_walk = _decide(tags, RULES, "foot")
    allowed, push, reason = walk == "yes", np.zeros(len(ways), np.bool_), why_no_walk
    if rides:
        ride, why_no_ride = _decide(tags, RULES, "bicycle")
        pushed, why_no_push = _decide(tags, NO_PUSHING, "bicycle")
        push = (walk == "yes") & (ride != "yes") & (pushed != "no")
        allowed = (ride == "yes") | push
        reason = np.where(pd.isna(why_no_ride), why_no_walk, why_no_ride)
        reason = np.where(walk == "yes", why_no_push, reason)
    bound, _ = _decide(tags, ONE_WAY, "bicycle" if rides else "foot")
    on_foot, _ = _decide(tags, ONE_WAY, "foot")
    bound = np.where(push, on_foot, bound)
    off = reduce(np.logical_or, [tags.fit(text) for text in OFF_GROUND])
    return pd.DataFrame(
        {
            "forward": allowed & (bound != "backward"),
            "backward": allowed & (bound != "forward"),
            "push": push,
            "ground": ~off,
            "kmh": np.where(push, profile.join_kmh, profile.speed_kmh),
            "reason": pd.Series(reason, ways.index, dtype="str").mask(allowed),
        },
        index=ways.index,
    )


class _Tags:
    """Columns of tags as codes, each read once."""

    def __init__(self, ways: pd.DataFrame) -> None:
        self._ways = ways
        self._columns: dict[str, tuple[NDArray[np.intp], pd.Index]] = {}

    def fit(self, text: str) -> Mask:
        """Ways that carry all the tags of a rule."""
        fits = np.ones(len(self._ways), np.bool_)
        for part in text.split():
            key, _, values = part.partition("=")
            fits &= self._one_of(key, values.split("|"))
        return fits

    def _one_of(self, key: str, values: list[str]) -> Mask:
        if key not in self._ways.columns:
            return np.zeros(len(self._ways), np.bool_)
        if key not in self._columns:
            self._columns[key] = pd.factorize(self._ways[key])
        codes, found = self._columns[key]
        # a tag may hold several values: "yes;permissive" is taken at its first
        first = pd.Series(found, dtype="str").str.split(";").str[0].str.strip()
        hit = np.append(first.isin(values).to_numpy(np.bool_), False)  # code -1 is no tag
        return np.asarray(hit[codes], np.bool_)


def _decide(tags: _Tags, rules: tuple[Rule, ...], who: str) -> tuple[NDArray[np.object_], ...]:
    """The last rule's word on every way, and the reason that it gives."""
    word = np.full(len(tags._ways), "-", object)
    reason = np.full(len(tags._ways), np.nan, object)
    for rule in rules:
        says = getattr(rule, who)
        if says != "-":
            fits = tags.fit(rule.tags)
            word[fits] = says
            reason[fits] = rule.reason or np.nan
    return word, reason
