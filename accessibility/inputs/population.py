"""People on cells: known totals spread over homes, or an estimate that says it is one."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from accessibility.errors import PeopleTableError
from accessibility.inputs.areas import ID_COLUMNS, NAME_COLUMNS, find_column
from accessibility.inputs.buildings import residential_buildings, tag_values
from accessibility.inputs.communities import listed
from accessibility.tables import CELLS

# Floor area of a dwelling per person, as in the land balance of GB 50180-2018.
FLOOR_M2_A_PERSON = 35.0
SQUARE_M = 100.0  # grid of even cells

PEOPLE_COLUMNS = ("people", "population", "residents", "persons", "人口", "人数", "常住人口")

# Land on which no even cell is laid.
_UNBUILT: dict[str, frozenset[str]] = {
    "natural": frozenset(("water", "wood", "scrub", "wetland", "beach", "heath", "bare_rock")),
    "landuse": frozenset((
        "industrial", "commercial", "retail", "railway", "military", "quarry", "landfill",
        "cemetery", "reservoir", "basin", "forest", "grass", "meadow", "farmland", "orchard",
        "recreation_ground", "allotments", "village_green", "brownfield", "greenfield",
        "construction", "vineyard", "salt_pond", "aquaculture",
    )),
    "leisure": frozenset((
        "park", "golf_course", "nature_reserve", "pitch", "stadium", "sports_centre", "marina",
        "garden",
    )),
    "waterway": frozenset(("riverbank", "dock")),
    "aeroway": frozenset(("aerodrome",)),
    "amenity": frozenset(("grave_yard",)),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class People:
    """Where people live, what that rests on, and what a reader must know about it."""

    cells: gpd.GeoDataFrame  # CELLS
    basis: str  # known, mixed, floor_area or even
    remarks: tuple[str, ...]


def place_people(
    buildings: gpd.GeoDataFrame,
    objects: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    *,
    loaded_area: Polygon | MultiPolygon,
    totals: pd.Series | None = None,
) -> People:
    """Put the residents of every community on its homes.

    A known total is kept exactly; elsewhere people are estimated from floor area. A
    community without homes in the data gets evenly spread cells where a total is known,
    where it has land that is mapped as residential, or where the data has no homes at all;
    else nobody lives there.

    Parameters
    ----------
    buildings, objects, communities : as read, in one metric CRS
    loaded_area : where streets and facilities were read
    totals : Series of float [persons], indexed by community_id, NaN or no row where not known
    """
    known = _known(totals, communities)
    homes = residential_buildings(buildings, objects)
    on_homes = cells_from_buildings(homes, communities, totals=known)
    bare = communities[~communities.index.isin(on_homes["community_id"])]
    bare = bare[known.reindex(bare.index).ne(0)]
    even = cells_even(
        bare, objects, totals=known, density=_people_a_m2(on_homes, communities)
    )
    cells = pd.concat([part for part in (on_homes, even) if len(part)] or [on_homes])
    cells = cells.assign(edge_m=edge_distance(cells, loaded_area))
    CELLS.require(cells)
    basis = _basis(cells, known)
    remarks = (*_basis_remark(basis, known, homes, on_homes), *_even_remark(even, communities))
    return People(cells=cells, basis=basis, remarks=remarks)


def cells_from_buildings(
    homes: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, *, totals: pd.Series | None = None
) -> gpd.GeoDataFrame:
    """One cell for every home inside a community, with people by floor area.

    Where a community's total is known its cells sum to it; elsewhere a person has
    FLOOR_M2_A_PERSON. A home on the border of two belongs to the first id.

    Parameters
    ----------
    homes : GeoDataFrame indexed by osm_id, from `residential_buildings`

    Returns
    -------
    GeoDataFrame of CELLS indexed by cell_id (the building's osm_id), without edge_m
    """
    points = homes.geometry.representative_point()
    community = _community_of(points, communities)
    inside = community.notna()
    community, floor = community[inside], homes.loc[inside, "floor_m2"]
    estimate = floor / FLOOR_M2_A_PERSON
    total = community.map(_known(totals, communities))
    share = floor / floor.groupby(community).transform("sum")
    cells = gpd.GeoDataFrame(
        {
            "community_id": community,
            "people": (share * total).fillna(estimate),
            "land_m2": homes.loc[inside, "footprint_m2"],
            "source": "building",
        },
        geometry=points[inside],
        crs=homes.crs,
    )
    return cells.rename_axis("cell_id")


def cells_even(
    communities: gpd.GeoDataFrame,
    objects: gpd.GeoDataFrame,
    *,
    totals: pd.Series | None = None,
    density: float | None = None,
) -> gpd.GeoDataFrame:
    """Cells on a grid of SQUARE_M over the land people may live on.

    That is a community's residential land; where none is mapped, and a total is known or
    `density` is None (homes are mapped nowhere), the community without water, green and
    industry. A known total is spread by land; else a cell has `density` [persons/m2] of
    its land, or, without it, one person a full square: a weight, no number of people.

    Returns
    -------
    GeoDataFrame of CELLS indexed by cell_id (`<community_id>/<square>`), without edge_m
    """
    known = _known(totals, communities)
    land = _land_to_live_on(communities, objects, everywhere=known.notna() | (density is None))
    squares = grid_of(land)
    community = squares["row"]
    estimate = squares["land_m2"] * (1 / SQUARE_M**2 if density is None else density)
    share = squares["land_m2"] / squares.groupby("row")["land_m2"].transform("sum")
    cells = gpd.GeoDataFrame(
        {
            "community_id": community,
            "people": (share * community.map(known)).fillna(estimate),
            "land_m2": squares["land_m2"],
            "source": "even",
        },
        geometry=squares.geometry,
        crs=communities.crs,
    )
    return cells.set_index(pd.Index(community + "/" + squares["square"], name="cell_id"))
