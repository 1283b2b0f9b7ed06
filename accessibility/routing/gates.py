"""Gates, bollards, stiles and kerbs: who gets through, by the tags of the node.

`GATES` says who gets through bodily, `GATE_ACCESS` who is let through.
"""

import numpy as np
import pandas as pd

from accessibility.routing.profiles import Profile, profile_named
from accessibility.routing.rules import GATE_ACCESS, GATES
from accessibility.routing.tags import Mask, Tags, Words

NIGHT = "closed at night"


def gate_permission(node_tags: pd.DataFrame, profile: str | Profile) -> pd.DataFrame:
    """Who gets through at each node, by day.

    A gate with opening hours counts as open: what is audited is the day, and its reason
    says so. A gate that tells of nothing is open. A crossing or a signal bars nobody.

    Parameters
    ----------
    node_tags : DataFrame with columns NODE_TAGS (str, NaN where absent)
        A tag without a column is on no node.
    profile : Profile, or the name of one of PROFILES

    Returns
    -------
    DataFrame, index of `node_tags`
        open (bool) : everybody of the profile may pass
        private (bool) : only those inside may pass, so they may leave; then not open
        reason (str) : why it is not open, or NIGHT where it is open by day; NaN for others
    """
    profile = profile_named(profile)
    tags = Tags(node_tags)
    fits, why_not = _passable(tags, profile)
    let, why_closed = tags.decide(GATE_ACCESS, _ACCESS[profile.uses])
    is_open = fits & ~np.isin(let, ("no", "private"))
    private = fits & (let == "private")
    night = tags.fit("barrier opening_hours") & ~_always(node_tags) & (not profile.drives)
    reason = np.where(fits, why_closed, why_not)
    reason[is_open] = np.nan
    reason[is_open & night] = NIGHT
    return pd.DataFrame(
        {
            "open": is_open,
            "private": private,
            "reason": pd.Series(reason, node_tags.index, dtype="str"),
        },
        index=node_tags.index,
    )


# A wheelchair is let through where walkers are.
_ACCESS = {
    "foot": "foot",
    "pram": "foot",
    "wheelchair": "foot",
    "bicycle": "bicycle",
    "vehicle": "vehicle",
}


def _passable(tags: Tags, profile: Profile) -> tuple[Mask, Words]:
    word, reason = tags.decide(GATES, profile.uses)
    unsure = word == "perhaps"
    shut = (word == "no") | (unsure & profile.known_only)
    return ~shut, np.where(unsure, "not known to be passable", reason)


def _always(node_tags: pd.DataFrame) -> Mask:
    """Open day and night, as far as its hours tell."""
    if "opening_hours" not in node_tags.columns:
        return np.zeros(len(node_tags), np.bool_)
    return node_tags["opening_hours"].str.contains("24/7", regex=False, na=False).to_numpy(np.bool_)
