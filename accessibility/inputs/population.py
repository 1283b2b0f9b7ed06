"""People on cells: known totals spread over homes, or an estimate that says it is one."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from accessibility.inputs.buildings import residential_buildings
from accessibility.inputs.even_cells import cells_even
from accessibility.inputs.holding import unit_at
from accessibility.inputs.unit_files import listed

# Floor area of a dwelling per person, as in the land balance of GB 50180-2018.
FLOOR_M2_A_PERSON = 35.0

MANY = 20  # communities from which on a home or less in each shows that homes are not mapped


@dataclass(frozen=True, kw_only=True)
class People:
    """Where people live, what that rests on, and what a reader must know about it."""

    cells: gpd.GeoDataFrame  # CELLS, but for edge_m
    basis: str  # known, mixed, floor_area or even
    remarks: tuple[str, ...]


def place_people(
    buildings: gpd.GeoDataFrame,
    objects: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame,
    *,
    totals: pd.Series | None = None,
) -> People:
    """Put the residents of every community on its homes.

    A known total is kept exactly; elsewhere people are estimated from floor area, at the
    floor a person has where totals are known, or else FLOOR_M2_A_PERSON. A community
    without homes in the data gets evenly spread cells where a total is known, where it has
    land that is mapped as residential, or where the data has no homes at all; else nobody
    lives there. Of MANY communities, fewer homes than communities are as good as none.

    Parameters
    ----------
    buildings, objects, communities : as read, in one metric CRS
    totals : Series of float [persons], indexed by community_id, NaN or no row where not known
    """
    known = known_totals(totals, communities)
    homes = residential_buildings(buildings, objects)
    on_homes = cells_from_buildings(homes, communities, totals=known)
    hardly = len(communities) >= MANY and len(on_homes) < len(communities)
    aside = len(on_homes) if hardly else 0
    if aside:
        on_homes = on_homes.iloc[:0]
    bare = communities[~communities.index.isin(on_homes["community_id"].unique())]
    bare = bare[known.reindex(bare.index).ne(0)]
    density = _people_a_m2(on_homes, communities, known)
    even = cells_even(bare, objects, totals=known, density=density, everywhere=on_homes.empty)
    cells = pd.concat([part for part in (on_homes, even) if len(part)] or [on_homes])
    basis = _basis(cells, known)
    remarks = (
        *_aside_remark(aside, communities),
        *_basis_remark(basis, known, homes, on_homes),
        *_even_remark(even, communities, known, density),
    )
    return People(cells=cells, basis=basis, remarks=remarks)


def cells_from_buildings(
    homes: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, *, totals: pd.Series | None = None
) -> gpd.GeoDataFrame:
    """One cell for every home inside a community, with people by floor area.

    Where a community's total is known its cells sum to it; elsewhere a person has as much
    floor as in those communities together, or FLOOR_M2_A_PERSON where none is known. A
    home on the border of two belongs to the first id.

    Parameters
    ----------
    homes : GeoDataFrame indexed by osm_id, from `residential_buildings`

    Returns
    -------
    GeoDataFrame of CELLS indexed by cell_id (the building's osm_id), without edge_m, and
    with floor_m2
    """
    points = homes.geometry.representative_point()
    community = unit_at(points, communities)
    inside = community.notna()
    community, floor = community[inside], homes.loc[inside, "floor_m2"]
    total = known_totals(totals, communities).reindex(community).to_numpy()
    people = floor / floor.groupby(community).transform("sum") * total
    lived_in, someone = floor[people > 0].sum(), people.sum() >= 1
    floor_rate = lived_in / people.sum() if someone else FLOOR_M2_A_PERSON
    cells = gpd.GeoDataFrame(
        {
            "community_id": community,
            "people": people.fillna(floor / floor_rate),
            "land_m2": homes.loc[inside, "footprint_m2"],
            "floor_m2": floor,
            "source": "building",
        },
        geometry=points[inside],
        crs=homes.crs,
    )
    return cells.rename_axis("cell_id")


def with_population(communities: gpd.GeoDataFrame, cells: pd.DataFrame) -> gpd.GeoDataFrame:
    """The communities with the people of their cells as population, 0 where nobody lives."""
    people = cells.groupby("community_id")["people"].sum()
    return communities.assign(population=people.reindex(communities.index).fillna(0.0))


def empty_remark(communities: gpd.GeoDataFrame, totals: pd.Series | None = None) -> tuple[str, ...]:
    """Say in which communities nobody lives, by the table of totals or for want of homes."""
    empty = communities.loc[communities["population"] == 0, "name"]
    told = known_totals(totals, communities)[empty.index] == 0
    count = f"of {len(communities)} communities"
    by_table, bare = empty[told], empty[~told]
    remarks = []
    if len(by_table):
        said = f"the table of residents says 0 people in {len(by_table)} {count}"
        remarks.append(f"{said}: {listed(by_table)}")
    if len(bare):
        said = f"no homes in {len(bare)} {count}, counted as 0 people"
        remarks.append(f"{said}: {listed(bare)}")
    return tuple(remarks)


def known_totals(totals: pd.Series | None, communities: gpd.GeoDataFrame) -> pd.Series:
    """The totals in the communities' order, NaN where not known."""
    if totals is None:
        return pd.Series(np.nan, communities.index)
    return totals.astype(float).reindex(communities.index)


def _people_a_m2(
    on_homes: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, known: pd.Series
) -> float | None:
    """People per m2 of the communities with homes, else with totals; None without either."""
    people = on_homes.groupby("community_id")["people"].sum() if len(on_homes) else known.dropna()
    area_m2 = communities["area_m2"].reindex(people.index).sum()
    return float(people.sum() / area_m2) if area_m2 else None


def _basis(cells: pd.DataFrame, known: pd.Series) -> str:
    """Known or mixed where totals are; else what the estimate was made from."""
    lived_in = known[known.index.isin(cells["community_id"].unique())]
    if lived_in.notna().any():
        return "known" if lived_in.notna().all() else "mixed"
    return "floor_area" if (cells["source"] == "building").any() else "even"


def _aside_remark(homes: int, communities: gpd.GeoDataFrame) -> tuple[str, ...]:
    if not homes:
        return ()
    return (f"homes are hardly mapped ({homes:,} in {len(communities):,} communities): left aside",)


def _basis_remark(
    basis: str, known: pd.Series, homes: gpd.GeoDataFrame, on_homes: gpd.GeoDataFrame
) -> tuple[str, ...]:
    if on_homes.empty:
        return ()
    used = homes.loc[on_homes.index, "levels_known"]
    levels = f"floors are known for {used.mean():.0%} of {len(used):,} homes"
    guessed = on_homes[~on_homes["community_id"].isin(known.index[known.notna()])]
    floor_rate = guessed["floor_m2"].sum() / max(guessed["people"].sum(), 1e-9)
    estimate = f"estimated from floor area, {floor_rate:.0f} m2 a person"
    said = {
        "known": "people are known totals, spread over homes by floor area",
        "mixed": f"people are known totals in {known.notna().sum()} of {len(known)} communities, "
        f"elsewhere {estimate} as in those",
        "floor_area": f"people are {estimate}",
    }
    return (f"{said[basis]} ({levels})",)


def _even_remark(
    even: pd.DataFrame, communities: gpd.GeoDataFrame, known: pd.Series, density: float | None
) -> tuple[str, ...]:
    if even.empty:
        return ()
    spread = communities.index.isin(even["community_id"].unique())
    names = listed(communities.loc[spread, "name"])
    guessed = density is not None and known[spread].isna().any()
    said = "; without a total, as densely as the other communities are" if guessed else ""
    return (f"no homes are mapped, so people are spread evenly over land, in: {names}{said}",)
