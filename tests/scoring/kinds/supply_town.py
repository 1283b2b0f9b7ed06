"""Towns for the rules of supply and room: who lives where, and what stands in which unit."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from accessibility.scoring.ground import Ground
from accessibility.scoring.groups import facility_groups
from accessibility.scoring.laying import lay_out
from accessibility.scoring.rules import Rules
from accessibility.standards import Item, Standard
from accessibility.tables import Nearest
from tests.scoring.town import FOOT, cells, facilities, item, standard

law = settings(deadline=None, max_examples=40)  # a town each time

Metres = Mapping[str, Sequence[float]]  # of every facility, from each cell


def found(*rows: tuple[str, str, str], at: Sequence[str | None], **columns: Any) -> pd.DataFrame:
    """Facilities as (id, type, certainty), each in a community or in none."""
    table = facilities(*rows)
    for name, values in ({"community_id": at} | columns).items():
        dtype = "str" if name in ("community_id", "street_id", "tier") else float
        table[name] = pd.Series(list(values), table.index, dtype=dtype)
    return table


def ground(
    asked: Item | Standard,
    people: Sequence[float],
    community: Sequence[str] | str = "north",
    *,
    found: pd.DataFrame,
    street: Sequence[str | None] | None = None,
    households: Mapping[str, float] | None = None,
    empty: Sequence[str] = (),
    metres: Metres | None = None,
    groups: Mapping[str, Sequence[float]] | None = None,
    role: str = "walk",
    **rules: Any,
) -> Ground:
    """The ground of a town; `empty` communities have no cell."""
    of = asked if isinstance(asked, Standard) else standard(asked)
    table = cells(people, community).assign(**(groups or {}))
    if street is not None:
        table["street_id"] = pd.Series(list(street), table.index, dtype="str")
    names = pd.Index(sorted({*table["community_id"], *empty}), name="community_id", dtype="str")
    homes = pd.Series(households or {}, dtype=float).reindex(names)
    members = facility_groups(found, {"test": of})
    layout = lay_out(
        [of],
        communities=pd.DataFrame({"name": names, "households": homes}, index=names),
        cells=table,
        facilities=found,
        nearest=_ways(table.index, members, metres or {}, role),
    )
    return layout.ground(of, Rules(**rules))


def _ways(
    index: pd.Index, members: Mapping[str, Mapping[str, list[str]]], metres: Metres, role: str
) -> dict[tuple[str, str], Nearest]:
    """To the nearest of every group, by each certainty, read off the metres."""
    ways = {}
    for certainty, groups in members.items():
        near, ids = {}, {}
        for group, those in groups.items():
            never = [np.inf] * len(index)
            all_ways = np.array([metres.get(one, never) for one in those], dtype=float)
            near[group] = all_ways.min(axis=0)
            first = np.array(those, dtype=object)[all_ways.argmin(axis=0)]
            ids[group] = np.where(np.isfinite(near[group]), first, np.nan)
        frame = pd.DataFrame(near, index=index, dtype=float)
        ways[role, certainty] = Nearest(
            profile=role,
            certainty=certainty,
            metres=frame,
            minutes=frame / FOOT,
            facility_id=pd.DataFrame(ids, index=index, dtype=object),
        )
    return ways


def supply(rule: str, type_: str = "park", **changes: Any) -> Item:
    return item(type_, rule=rule, **changes)


PLACES = ("north", "south", None)
CERTAINTY = st.sampled_from(["sure", "possible"])
AREA = st.one_of(st.none(), st.floats(0, 1e5))
SITES = st.lists(st.tuples(CERTAINTY, st.sampled_from(PLACES), AREA), max_size=8)
TWO = [10.0, 30.0], ["north", "south"]  # a cell in each community


def of_sites(sites: Sequence[tuple[str, str | None, float | None]]) -> pd.DataFrame:
    """Parks p0, p1, ... of a certainty, in a place, of an area."""
    return found(
        *((f"p{n}", "park", certainty) for n, (certainty, _, _) in enumerate(sites)),
        at=[place for _, place, _ in sites],
        area_m2=[np.nan if area is None else area for _, _, area in sites],
    )
