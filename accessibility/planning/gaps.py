"""Where an item fails, for how many people, and around which place."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import get_x, get_y

from accessibility.measures.coverage import MM_PER_M, MS_PER_MIN, weight_by_place, within
from accessibility.measures.proximity import travel_to, weighted_medians
from accessibility.standards import Item, Standard
from accessibility.tables import Nearest

FAILING = ("not_met", "partly", "by_bicycle")
COLUMNS = (
    "rank",
    "standard",
    "community_id",
    "level",
    "item",
    "type",
    "verdict",
    "rule",
    "limit",
    "people_uncovered",
    "distance_m",
)


def gaps(
    checklist: pd.DataFrame,
    cells: gpd.GeoDataFrame,
    nearest: Mapping[tuple[str, str], Nearest],
    standards: Mapping[str, Standard],
    *,
    profile: str = "walk",
) -> gpd.GeoDataFrame:
    """Rank the failures by the people they leave without.

    One row for every required item that a community fails, and could be judged on.

    Parameters
    ----------
    checklist : DataFrame, tables.CHECKLIST
    cells : GeoDataFrame, tables.CELLS
    nearest : mapping of (profile, certainty) to Nearest
        Those that were judged: of the profile on foot, or "straight_line" under that rule.
    standards : mapping of id to Standard
    profile : str
        The profile on foot.

    Returns
    -------
    GeoDataFrame of points, in the CRS of the cells, by standard and rank
        rank (1 for the most people, within its standard), standard, community_id, level,
        item, type, verdict, rule, limit, people_uncovered [persons], distance_m (of the
        median one of them to the nearest [m], ``inf`` for none reached) and geometry: of the
        cells left out, the one nearest to the centre of their people.
    """
    failing = _failing(checklist)
    items = {(one.id, i.level, i.id): i for one in standards.values() for i in one.items}
    parts = []
    for _, rows in failing.groupby(["standard", "level", "item"], sort=False):
        one = rows.iloc[0]
        near = nearest[one["rule"] if one["rule"] == "straight_line" else profile, "sure"]
        item = items[one["standard"], one["level"], one["item"]]
        parts.append(_places(rows, item, cells, near))
    found = pd.concat(parts) if parts else failing.assign(type="", distance_m=0.0, cell=0)
    ranked = _ranked(found)
    points = cells.geometry.iloc[ranked["cell"].to_numpy(dtype=np.intp)]
    return gpd.GeoDataFrame(
        ranked[list(COLUMNS)], geometry=points.array, crs=cells.crs
    ).reset_index(drop=True)


def _failing(checklist: pd.DataFrame) -> pd.DataFrame:
    """The rows of required items that fail."""
    rows = checklist.reset_index()
    return rows[(rows["requirement"] == "required") & rows["verdict"].isin(FAILING)]


def _places(
    rows: pd.DataFrame, item: Item, cells: gpd.GeoDataFrame, nearest: Nearest
) -> pd.DataFrame:
    """Complete the rows of one item: how far it is for those left out, and where they are."""
    place = pd.Index(rows["community_id"]).get_indexer(pd.Index(cells["community_id"]))
    left = (place >= 0) & _beyond(rows, item, cells, nearest)
    where = np.flatnonzero(left & (cells["people"].to_numpy(dtype=float) > 0))
    people = cells["people"].to_numpy(dtype=float)[where]
    metres = travel_to(nearest.metres.reindex(cells.index), item.group)[where]
    points = cells.geometry.to_numpy()[where]
    central = _central(get_x(points), get_y(points), people, place[where], len(rows))
    return rows.assign(
        type=item.type,
        distance_m=weighted_medians(metres, people, place[where], len(rows)),
        cell=where[central],
    )


def _beyond(
    rows: pd.DataFrame, item: Item, cells: gpd.GeoDataFrame, nearest: Nearest
) -> NDArray[np.bool_]:
    """Whether each cell is beyond the item's limit, which is the same in every row."""
    by_time = rows["rule"].iloc[0] == "time"
    frame = (nearest.minutes if by_time else nearest.metres).reindex(cells.index)
    steps = MS_PER_MIN if by_time else MM_PER_M
    return ~within(travel_to(frame, item.group), float(rows["limit"].iloc[0]), steps=steps)


def _central(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    people: NDArray[np.float64],
    place: NDArray[np.intp],
    places: int,
) -> NDArray[np.intp]:
    """Of each place's points, the number of the one nearest to the centre of its people."""
    total = weight_by_place(people, place, places)
    centre_x = weight_by_place(people * x, place, places) / total
    centre_y = weight_by_place(people * y, place, places) / total
    # whole millimetres: a tie is broken by the order of the cells, not by rounding
    away = np.rint(np.hypot(x - centre_x[place], y - centre_y[place]) * MM_PER_M)
    order = np.lexsort((away, place))
    _, first = np.unique(place[order], return_index=True)
    return order[first]


def _ranked(found: pd.DataFrame) -> pd.DataFrame:
    """By standard, most people first; equal ones by community, level and item."""
    found = found.assign(_people=found["people_uncovered"].round(6))
    found = found.sort_values(
        ["standard", "_people", "community_id", "level", "item"],
        ascending=[True, False, True, True, True],
    )
    return found.assign(rank=found.groupby("standard").cumcount() + 1)
