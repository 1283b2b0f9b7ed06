"""People on cells: known totals spread over homes, or an estimate that says it is one."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from accessibility.errors import PeopleTableError
from accessibility.inputs.areas import ID_COLUMNS, NAME_COLUMNS, find_column
from accessibility.inputs.buildings import residential_buildings
from accessibility.inputs.communities import listed
from accessibility.inputs.csv_tables import SUFFIXES, read_table, require_single
from accessibility.inputs.even_cells import cells_even

# Floor area of a dwelling per person, as in the land balance of GB 50180-2018.
FLOOR_M2_A_PERSON = 35.0

MOST_PEOPLE = 1e8  # of a community: no city has so many, so a number above is a slip of the hand
MANY = 20  # communities from which on a home or less in each shows that homes are not mapped

_LINES_TOLD = 8  # in a message; the others are counted

PEOPLE_COLUMNS = ("people", "population", "residents", "persons", "人口", "人数", "常住人口")


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
    community = _community_of(points, communities)
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


def read_totals(path: Path, communities: gpd.GeoDataFrame) -> pd.Series:
    """Residents by community, from a table with an id or name and a number.

    Read it before communities are limited to a boundary: a row for a community that is
    not there is refused. A blank number is not known.

    Returns
    -------
    Series of float [persons], indexed by community_id, NaN where the table has no number
    """
    if path.suffix.lower() not in SUFFIXES:
        raise PeopleTableError(path, f"not a CSV file ({path.suffix})", "save the table as CSV")
    table, separator = read_table(path, PeopleTableError)
    key = find_column(table.columns, ID_COLUMNS) or find_column(table.columns, NAME_COLUMNS)
    column = find_column(table.columns, PEOPLE_COLUMNS)
    if key is None or column is None:
        wanted = "community_id (or name)" if key is None else "people"
        finding = f"no column {wanted} (found: {', '.join(map(str, table.columns))})"
        raise PeopleTableError(path, finding, "rename the column in the file")
    for one in (key, column):
        require_single(path, table, one, PeopleTableError)
    ids = _matched(path, table[key], communities, by_name=key.lower() in NAME_COLUMNS)
    people = _people(path, table[column])
    if separator != ",":
        _require_plain_points(path, table[column].dropna())
    doubled = ids[ids.duplicated(keep=False)]
    if len(doubled):
        twice = doubled[doubled == doubled.iloc[0]]
        finding = f"lines {_lines(twice.index)} are all for {table[key][twice.index[0]]!r}"
        raise PeopleTableError(path, finding, "keep one line a community")
    totals = pd.Series(people.to_numpy(), pd.Index(ids, name="community_id"), name="people")
    return totals.reindex(communities.index)


def known_totals(totals: pd.Series | None, communities: gpd.GeoDataFrame) -> pd.Series:
    """The totals in the communities' order, NaN where not known."""
    if totals is None:
        return pd.Series(np.nan, communities.index)
    return totals.astype(float).reindex(communities.index)


def _community_of(points: gpd.GeoSeries, communities: gpd.GeoDataFrame) -> pd.Series:
    """The first community by id that holds each point, NaN for none."""
    ordered = communities.sort_index()
    which, row = ordered.sindex.query(points.values, predicate="intersects")
    first = pd.Series(row).groupby(which).min()
    found = np.full(len(points), -1)
    found[first.index] = first.to_numpy()
    ids = pd.Series(ordered.index.to_numpy()[found], points.index, dtype="str")
    return ids.where(found >= 0)


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


def _matched(
    path: Path, keys: pd.Series, communities: gpd.GeoDataFrame, *, by_name: bool
) -> pd.Series:
    """The community_id that each row is for."""
    if keys.isna().any():
        finding = f"line {_lines(keys.index[keys.isna()])}: no community is named"
        raise PeopleTableError(path, finding, "fill it in or remove the line")
    ids = pd.Series(communities.index, communities.index)
    if by_name:
        unclear = keys[keys.isin(communities.loc[communities["name"].duplicated(), "name"])]
        if len(unclear):
            finding = f"line {_lines(unclear.index)}: {unclear.iloc[0]!r} is the name of several"
            raise PeopleTableError(path, finding, "add a column community_id")
        ids = pd.Series(communities.index, communities["name"].to_numpy())
    found = keys.map(ids)
    unknown = keys[found.isna()]
    if len(unknown):
        finding = f"line {_lines(unknown.index)}: no community {unknown.iloc[0]!r}"
        remedy = f"correct it or remove the line; communities are {listed(ids.index)}"
        raise PeopleTableError(path, finding, remedy)
    return found


def _people(path: Path, texts: pd.Series) -> pd.Series:
    """The numbers of the table, each 0 or more, as far as it has them."""
    if texts.isna().all():
        raise PeopleTableError(path, "no number in it", "fill in the people of each community")
    people = pd.to_numeric(texts, errors="coerce")
    wrong = texts[(people.isna() & texts.notna()) | (people < 0) | np.isinf(people)]
    if len(wrong):
        finding = f"line {_lines(wrong.index)}: {wrong.iloc[0]!r} is no number of people"
        raise PeopleTableError(path, finding, "write a number of 0 or more, as 2192")
    many = texts[people > MOST_PEOPLE]
    if len(many):
        finding = f"line {_lines(many.index)}: {many.iloc[0]!r} people; no community has so many"
        raise PeopleTableError(path, finding, f"correct it; {MOST_PEOPLE:,.0f} is the most")
    return people


def _require_plain_points(path: Path, texts: pd.Series) -> None:
    """Raise where every point could as well be one between thousands, as 1.234 in German."""
    pointed = texts[texts.str.contains(".", regex=False)]
    if len(pointed) and pointed.str.fullmatch(r"[1-9]\d{0,2}\.\d{3}").all():
        finding = f"line {_lines(pointed.index)}: {pointed.iloc[0]!r} may mean thousands"
        raise PeopleTableError(path, finding, "write numbers without thousands separators")


def _lines(lines: Iterable[int]) -> str:
    """Lines of the file, the first few of them."""
    numbers = [str(line) for line in lines]
    more = len(numbers) - _LINES_TOLD
    return ", ".join(numbers[:_LINES_TOLD]) + (f" and {more} more" if more > 0 else "")
