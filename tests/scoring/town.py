"""Towns small enough to draw: a standard of a few items, a handful of cells, their ways.

Ways are given in metres for every group and cell; on foot 80 m take a minute, by bicycle 200,
at a child's pace 60.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import settings

from accessibility.scoring.checklist import Assessment, assess, checklist
from accessibility.scoring.laying import lay_out
from accessibility.scoring.rules import Rules
from accessibility.standards import Item, Level, Standard
from accessibility.tables import Nearest

law = settings(deadline=None, max_examples=15)  # a whole checklist each time

FAR_FROM_EDGE = 100_000.0
FOOT, BICYCLE = 80.0, 200.0  # metres a minute
PACES = {"bike": BICYCLE, "usual": BICYCLE, "child": 60.0}  # of roles; the others go on foot

Ways = Mapping[str, Sequence[float]]


def item(type_: str = "primary_school", level: str = "10", **changes: Any) -> Item:
    values: dict[str, Any] = {
        "id": type_,
        "type": type_,
        "level": level,
        "name_zh": "小学",
        "name_en": "Primary school",
        "requirement": "required",
        "radius_m": None,
        "min_site_m2": None,
        "min_building_m2": None,
        "people_per_facility": (None, None),
        "locatable": True,
        "clause": "1.1",
        "certainty": "seen",
        "note": "",
    }
    return Item(**values | changes)


def standard(*items: Item, served: float = 1e9) -> Standard:
    """A standard of these items; a facility serves so many that no data are too thin."""
    return Standard(
        id="test",
        name_zh="测试标准",
        name_en="Test standard",
        source="none",
        levels={
            "15": _level("15", 15, 1000, served),
            "10": _level("10", 10, 500, served),
            "5": _level("5", 5, 300, served),
            "block": _level("block", None, None, served),
        },
        items=items or (item(),),
    )


def _level(name: str, minutes: float | None, metres: float | None, served: float) -> Level:
    return Level(
        id=name,
        name_zh=name,
        name_en=name,
        minutes=minutes,
        distance_m=metres,
        people=(1, served),
        clause="1",
        certainty="seen",
    )


def cells(people: Sequence[float], community: Sequence[str | None] | str = "north") -> pd.DataFrame:
    """Cells c0, c1, ... of a community each, far from the edge of the data."""
    names = [community] * len(people) if isinstance(community, str) else list(community)
    index = pd.Index([f"c{n}" for n in range(len(people))], name="cell_id", dtype="str")
    return pd.DataFrame(
        {
            "community_id": pd.Series(names, index, dtype="str"),
            "people": np.asarray(people, float),
            "land_m2": 100.0,
            "source": "building",
            "edge_m": FAR_FROM_EDGE,
        },
        index=index,
    )


def communities(table: pd.DataFrame) -> pd.DataFrame:
    names = sorted(set(table["community_id"].dropna()))
    index = pd.Index(names, name="community_id", dtype="str")
    people = table.groupby("community_id")["people"].sum().reindex(index)
    return pd.DataFrame({"name": [n.title() for n in names], "population": people}, index=index)


def facilities(*rows: tuple[str, str, str], **columns: Sequence[object]) -> pd.DataFrame:
    """Facilities as (id, type, certainty), with a name where one is given."""
    ids, types, certainties = zip(*rows, strict=True) if rows else ((), (), ())
    index = pd.Index(ids, name="facility_id", dtype="str")
    return pd.DataFrame(
        {
            "type": pd.Series(types, index, dtype="str"),
            "certainty": pd.Series(certainties, index, dtype="str"),
            "name": pd.Series(columns.get("name", [None] * len(ids)), index, dtype="str"),
            "area_m2": pd.Series(columns.get("area_m2", [np.nan] * len(ids)), index, dtype=float),
        }
    )


SCHOOL = facilities(("f1", "primary_school", "sure"), name=["中心小学"])


def nearest(
    table: pd.DataFrame,
    foot: Ways,
    *,
    possible: Ways | None = None,
    bicycle: Ways | None = None,
    ids: Mapping[str, Sequence[object]] | None = None,
    profile: str = "walk",
) -> dict[tuple[str, str], Nearest]:
    """Frames of both profiles; who says nothing else has a bicycle way that is no use.

    Whatever is reached is f1, unless `ids` names the facilities of a group cell by cell.
    """
    both = foot if possible is None else possible
    never = {group: [np.inf] * len(table) for group in {*foot, *both}}
    riding = never if bicycle is None else bicycle
    return {
        (profile, "sure"): _near(table, profile, "sure", foot, FOOT, ids or {}),
        (profile, "possible"): _near(table, profile, "possible", both, FOOT, {}),
        ("bike", "sure"): _near(table, "bike", "sure", riding, BICYCLE, {}),
    }


def _near(
    table: pd.DataFrame,
    profile: str,
    certainty: str,
    ways: Ways,
    speed: float,
    named: Mapping[str, Sequence[object]],
) -> Nearest:
    metres = pd.DataFrame({g: np.asarray(w, float) for g, w in ways.items()}, index=table.index)
    ids = pd.DataFrame(
        {g: np.where(np.isfinite(metres[g]), named.get(g, "f1"), None) for g in ways}, table.index
    )
    return Nearest(
        profile=profile,
        certainty=certainty,
        metres=metres,
        minutes=metres / speed,
        facility_id=ids.astype("str"),
    )


def travel(
    table: pd.DataFrame, sure: Mapping[str, Ways], possible: Mapping[str, Ways] | None = None
) -> dict[tuple[str, str], Nearest]:
    """Frames of several roles; who has no possible ways of its own has the sure ones."""
    of = {"sure": sure, "possible": {**sure, **(possible or {})}}
    return {
        (role, certainty): _near(table, role, certainty, ways, PACES.get(role, FOOT), {})
        for certainty, roles in of.items()
        for role, ways in roles.items()
    }


def one_of_each(of: Standard, **columns: Sequence[object]) -> pd.DataFrame:
    """A large facility of every type that a standard asks for."""
    types = sorted({part.type for part in of.parts})
    large = {"area_m2": [1e6] * len(types)}
    return facilities(*((f"f_{name}", name, "sure") for name in types), **(large | columns))


def assessed(
    of: Standard,
    people: Sequence[float],
    sure: Mapping[str, Ways],
    *,
    possible: Mapping[str, Ways] | None = None,
    community: Sequence[str | None] | str = "north",
    kind: Mapping[str, str] | None = None,
    found: pd.DataFrame | None = None,
    empty: Sequence[str] = (),
    of_cells: Mapping[str, Sequence[float]] | None = None,
    **rules: Any,
) -> Assessment:
    """A town by roles: kinds of its communities, some of them `empty`; columns of its cells."""
    table = cells(people, community).assign(**(of_cells or {}))
    known = communities(table)
    known = known.reindex(known.index.union(pd.Index(empty, dtype="str"), sort=True))
    known.index.name = "community_id"
    if kind is not None:
        known["kind"] = [kind[name] for name in known.index]
    layout = lay_out(
        [of],
        communities=known,
        cells=table,
        facilities=one_of_each(of) if found is None else found,
        nearest=travel(table, sure, possible),
    )
    return assess(of, layout, Rules(**rules))


def row(table: pd.DataFrame, community: str, name: str) -> pd.Series:
    """The row of an item, by its id, in a community."""
    one = (table.index.get_level_values("community_id") == community) & (
        table.index.get_level_values("item") == name
    )
    return only(table[one])


def judged(
    people: Sequence[float],
    foot: Ways | Sequence[float],
    *,
    possible: Ways | None = None,
    bicycle: Ways | None = None,
    ids: Mapping[str, Sequence[object]] | None = None,
    of: Standard | None = None,
    community: Sequence[str | None] | str = "north",
    found: pd.DataFrame = SCHOOL,
    edge_m: Sequence[float] | None = None,
    land_m2: Sequence[float] | None = None,
    **rules: Any,
) -> pd.DataFrame:
    """The checklist of a town; a plain list of ways is to the primary school."""
    table = cells(people, community)
    if edge_m is not None:
        table["edge_m"] = list(edge_m)
    if land_m2 is not None:
        table["land_m2"] = list(land_m2)
    ways = foot if isinstance(foot, Mapping) else {"primary_school": foot}
    profile = "straight_line" if rules.get("rule") == "straight_line" else "walk"
    return checklist(
        of or standard(),
        communities=communities(table),
        cells=table,
        facilities=found,
        nearest=nearest(
            table,
            ways,
            possible=possible,
            bicycle=bicycle,
            ids=ids,
            profile=profile,
        ),
        rules=Rules(**rules),
    )


def only(table: pd.DataFrame) -> pd.Series:
    """The one row of a checklist."""
    (row,) = (row for _, row in table.iterrows())
    return row
