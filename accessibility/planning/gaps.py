"""Where an item fails, for how many people, and around which place."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import get_coordinates

from accessibility.measures.coverage import MM_PER_M, weight_by_place
from accessibility.measures.proximity import travel_to, weighted_medians
from accessibility.standards import Item, Standard
from accessibility.tables import Nearest

FAILING = ("not_met", "partly", "by_bicycle")
_FOOT, _STRAIGHT = _ROLES = ("walk", "straight_line")
_ALL_SERVED = 1.0 - 1e-6
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
    "limit_unit",
    "people_uncovered",
    "distance_m",
)


def gaps(
    checklist: pd.DataFrame,
    cells: gpd.GeoDataFrame,
    served: Mapping[str, pd.DataFrame],
    nearest: Mapping[tuple[str, str], Nearest],
    standards: Mapping[str, Standard],
) -> gpd.GeoDataFrame:
    """Rank the failures by the people they leave without.

    One row for every required item that a community fails, and could be judged on.

    Parameters
    ----------
    checklist : DataFrame, tables.CHECKLIST
    cells : GeoDataFrame, tables.CELLS
    served : mapping of standard to DataFrame
        Share of each cell's residents whom each item serves [0-1], (level, item) by column.
    nearest : mapping of (role, certainty) to Nearest
        Of who walks, and "straight_line" where a rule is that.
    standards : mapping of id to Standard

    Returns
    -------
    GeoDataFrame of points, in the CRS of the cells, by standard and rank
        rank (1 for the most people, within its standard), standard, community_id, level,
        item, type, verdict, rule, limit, limit_unit, people_uncovered [persons], distance_m (of the
        median one of them to the nearest [m], ``inf`` for none reached) and geometry: of the
        cells left out, the one nearest to the centre of their people.
    """
    failing = _failing(checklist)
    items = {(one.id, i.level, i.id): i for one in standards.values() for i in one.items}
    town = _Town.of(cells, nearest)
    parts = []
    for _, rows in failing.groupby(["standard", "level", "item"], sort=False):
        key, level, name = rows.iloc[0][["standard", "level", "item"]]
        frame = served[key]
        whom = frame[level, name].to_numpy()[frame.index.get_indexer(cells.index)]
        parts.append(_places(rows, items[key, level, name], town, left=whom < _ALL_SERVED))
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


@dataclass(frozen=True, kw_only=True)
class _Town:
    """The cells as they are asked again and again."""

    code: NDArray[np.intp]  # of each cell's community
    communities: pd.Index
    people: NDArray[np.float64]
    xy: NDArray[np.float64]
    metres: Mapping[str, pd.DataFrame]  # by role, in the order of the cells

    @classmethod
    def of(cls, cells: gpd.GeoDataFrame, nearest: Mapping[tuple[str, str], Nearest]) -> "_Town":
        """Lay the cells out."""
        code, communities = pd.factorize(cells["community_id"])
        frames = {
            role: nearest[role, "sure"].metres for role in _ROLES if (role, "sure") in nearest
        }
        return cls(
            code=code.astype(np.intp),
            communities=pd.Index(communities),
            people=cells["people"].to_numpy(dtype=float),
            xy=get_coordinates(cells.geometry.array),
            metres={role: frame.reindex(cells.index) for role, frame in frames.items()},
        )

    def place(self, communities: pd.Series) -> NDArray[np.intp]:
        """Row of each cell's community among some, -1 where it is none of them."""
        row = np.full(len(self.communities) + 1, -1, dtype=np.intp)
        at = self.communities.get_indexer(pd.Index(communities))
        row[at[at >= 0]] = np.flatnonzero(at >= 0)
        return row[self.code]


def _places(
    rows: pd.DataFrame, item: Item, town: _Town, *, left: NDArray[np.bool_]
) -> pd.DataFrame:
    """Complete the rows of one item: how far it is for those left out, and where they are."""
    place = town.place(rows["community_id"])
    where = np.flatnonzero((place >= 0) & left & (town.people > 0))
    people, place = town.people[where], place[where]
    role = _STRAIGHT if rows["rule"].iloc[0] == _STRAIGHT else _FOOT
    ways = [travel_to(town.metres[role], part.group)[where] for part in item.parts]
    metres = np.fmin.reduce(ways) if item.combine == "any" else np.fmax.reduce(ways)
    # by land, a community may fail an item that all its people have: then there is no gap
    gap, central = _central(town.xy[where], people, place, len(rows))
    return rows.iloc[gap].assign(
        type=item.type,
        distance_m=weighted_medians(metres, people, place, len(rows))[gap],
        cell=where[central],
    )


def _central(
    xy: NDArray[np.float64],
    people: NDArray[np.float64],
    place: NDArray[np.intp],
    places: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places with points, and of each the number of that nearest to their people's centre."""
    total = weight_by_place(people, place, places)
    total = np.where(total > 0, total, np.nan)
    x, y = xy.T
    centre_x = weight_by_place(people * x, place, places) / total
    centre_y = weight_by_place(people * y, place, places) / total
    # whole millimetres: a tie is broken by the order of the cells, not by rounding
    away = np.rint(np.hypot(x - centre_x[place], y - centre_y[place]) * MM_PER_M)
    order = np.lexsort((away, place))
    found, first = np.unique(place[order], return_index=True)
    return found, order[first]


def _ranked(found: pd.DataFrame) -> pd.DataFrame:
    """By standard, most people first; equal ones by community, level and item."""
    found = found.assign(_people=found["people_uncovered"].round(6))
    found = found.sort_values(
        ["standard", "_people", "community_id", "level", "item"],
        ascending=[True, False, True, True, True],
    )
    return found.assign(rank=found.groupby("standard").cumcount() + 1)
