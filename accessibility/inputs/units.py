"""Units beside communities: streets above them and blocks within, and who lives in each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from accessibility.crs import WGS84
from accessibility.errors import UnitParentError, UnitsElsewhereError
from accessibility.inputs.area_checks import OVERLAP_SHARE
from accessibility.inputs.attributes import GROUPS
from accessibility.inputs.holding import unit_at
from accessibility.inputs.unit_files import SORTS, listed, unit_table
from accessibility.standards.schema import KINDS

BESIDE = ("street", "block")  # sorts of unit beside communities


@dataclass(frozen=True, kw_only=True)
class Layer:
    """Units of one sort as read, and the file they came from."""

    units: gpd.GeoDataFrame
    source: str


@dataclass(frozen=True, kw_only=True)
class Tree:
    """Who lives in which unit, and which unit belongs to which."""

    communities: gpd.GeoDataFrame  # with the street they belong to as parent_id
    units: gpd.GeoDataFrame  # COMMUNITIES of streets and blocks, indexed by unit_id
    cells: gpd.GeoDataFrame  # with street_id and block_id, NaN where in none
    remarks: tuple[str, ...]


def unit_tree(
    layers: Mapping[str, Layer], cells: gpd.GeoDataFrame, communities: gpd.GeoDataFrame
) -> Tree:
    """Put cells into streets and blocks, and communities and blocks under what holds them.

    A cell is of the first unit by id that holds its point. Without streets, communities that
    name a parent are put together to one. A community belongs to the street that it names, or
    where most of its people live; a block to its community likewise. Units outside of all
    communities are left out, and that is said.

    Parameters
    ----------
    layers : of "street" and "block", as far as there are any
    cells : CELLS with children and elderly
    communities : COMMUNITIES with their population
    """
    tree = Tree(communities=communities, units=no_units(communities), cells=cells, remarks=())
    for sort in BESIDE:
        layer = layers.get(sort)
        if layer is not None:
            tree = _with_layer(tree, sort, layer)
        elif sort == "street" and communities["parent_id"].notna().any():
            tree = _with_parents(tree)
        else:
            tree = replace(tree, cells=tree.cells.assign(**{f"{sort}_id": _nowhere(cells)}))
    return tree


def no_units(like: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The table of units without any."""
    return like.iloc[:0].rename_axis("unit_id")


def with_unit_ids(facilities: gpd.GeoDataFrame, tree: Tree) -> gpd.GeoDataFrame:
    """Facilities with community_id, street_id and block_id, by a point on each; NaN outside."""
    points = facilities.geometry.representative_point()
    community = unit_at(points, tree.communities)
    sorts = {sort: tree.units[tree.units["unit"] == sort] for sort in BESIDE}
    found = {f"{sort}_id": unit_at(points, units) for sort, units in sorts.items()}
    return facilities.assign(community_id=community, **found)


def _with_layer(tree: Tree, sort: str, layer: Layer) -> Tree:
    """The tree with the units of one layer."""
    held = unit_at(tree.cells.geometry, layer.units)
    if held.isna().all():
        boxes = (f.geometry.to_crs(WGS84).total_bounds for f in (layer.units, tree.cells))
        raise UnitsElsewhereError(layer.source, SORTS[sort].plural, *boxes)
    cells = tree.cells.assign(**{f"{sort}_id": held})
    kept = layer.units[_meets(layer.units, held, tree.communities)]
    units = _peopled(kept, cells, sort, tree.communities)
    communities = tree.communities
    if sort == "street":
        parents, said = _parents(communities, cells, "community", layer.units)
        communities = communities.assign(parent_id=parents)
    else:
        parents, said = _parents(units, cells, sort, communities)
        units = units.assign(parent_id=parents)
    remarks = (
        *tree.remarks,
        *_outside_remark(layer, kept, sort),
        *_layer_remarks(units, cells, sort),
        *_kinds_remark(cells, communities, units, sort),
        *said,
    )
    return Tree(
        communities=communities, units=_joined(tree.units, units), cells=cells, remarks=remarks
    )


def _with_parents(tree: Tree) -> Tree:
    """The tree with streets made of the communities that name them."""
    communities = tree.communities
    parents = communities["parent_id"]
    outlines = communities.geometry.groupby(parents).agg(lambda g: shapely.union_all(g.values))
    ids = pd.Series(outlines.index, outlines.index, dtype="str")
    shapes = gpd.GeoSeries(outlines, crs=communities.crs)
    streets = unit_table(shapes, ids=ids, names=ids, sort="street")
    held = tree.cells["community_id"].map(parents).astype("str")
    cells = tree.cells.assign(street_id=held)
    units = _peopled(streets, cells, "street", communities)
    are = _agreeing(len(units), "unit is", "units are")
    said = f"the {len(units)} street {are} the communities that name one as parent"
    orphans = communities.loc[parents.isna(), "name"]
    name = _agreeing(len(orphans), "community names none, and is", "communities name none, and are")
    lone = f"{len(orphans)} {name} in no street unit: {listed(orphans)}"
    remarks = (
        *tree.remarks,
        said,
        *((lone,) if len(orphans) else ()),
        *_layer_remarks(units, cells, "street"),
        *_kinds_remark(cells, communities, units, "street"),
    )
    return replace(tree, units=_joined(tree.units, units), cells=cells, remarks=remarks)


def _joined(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return pd.concat([one, other]) if len(one) else other


def _nowhere(cells: pd.DataFrame) -> pd.Series:
    return pd.Series(np.nan, cells.index, dtype="str")


def _meets(units: gpd.GeoDataFrame, held: pd.Series, communities: gpd.GeoDataFrame) -> pd.Series:
    """Which units hold a cell, or lie in the communities by more than a shaky border."""
    meets = pd.Series(units.index.isin(held.dropna().unique()), units.index)
    bare = units.geometry[~meets]
    which, community = communities.sindex.query(bare, predicate="intersects")
    shared = shapely.area(
        shapely.intersection(bare.values[which], communities.geometry.values[community])
    )
    inside = np.bincount(which, shared, len(bare))
    meets[bare.index] = inside >= OVERLAP_SHARE * bare.area.to_numpy()
    return meets


def _peopled(
    units: gpd.GeoDataFrame, cells: pd.DataFrame, sort: str, communities: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Units with their people, groups and kind, as far as the file does not tell them."""
    home = communities.reindex(cells["community_id"])
    with np.errstate(invalid="ignore", divide="ignore"):
        a_person = home["households"].to_numpy() / home["population"].to_numpy()
    lived_in = cells.assign(households=cells["people"] * a_person)
    by_unit = lived_in[lived_in["people"] > 0].groupby(f"{sort}_id")
    # not known of a unit where it is not known of somebody who lives there
    known = {what: by_unit[what].sum(skipna=False).reindex(units.index) for what in GROUPS}
    people = cells.groupby(f"{sort}_id")["people"].sum()
    return units.assign(
        population=people.reindex(units.index).fillna(0.0),
        kind=units["kind"].fillna(_main_kind(cells, communities, sort)).fillna(KINDS[0]),
        **{what: units[what].fillna(numbers) for what, numbers in known.items()},
    )


def _main_kind(cells: pd.DataFrame, communities: pd.DataFrame, sort: str) -> pd.Series:
    """The kind of community that most people of each unit live in."""
    kind = cells["community_id"].map(communities["kind"])
    return _most_people(cells["people"], cells[f"{sort}_id"], kind)


def _most_people(people: pd.Series, of: pd.Series, where: pd.Series) -> pd.Series:
    """For each of one, the other where most of its people live; the first on a tie."""
    frame = pd.DataFrame({"of": of, "where": where, "people": people}).dropna()
    sums = frame.groupby(["of", "where"])["people"].sum().reset_index()
    ordered = sums.sort_values(["of", "people", "where"], ascending=[True, False, True])
    return ordered.drop_duplicates("of").set_index("of")["where"]


def _parents(
    units: gpd.GeoDataFrame, cells: pd.DataFrame, sort: str, above: gpd.GeoDataFrame
) -> tuple[pd.Series, tuple[str, ...]]:
    """What each unit belongs to: what it names, else where most of its people live."""
    due = "street" if sort == "community" else "community"
    _require_parents(units, sort, above, due)
    own, over = cells[f"{sort}_id"], cells[f"{due}_id"]
    lived = _most_people(cells["people"], own, over).reindex(units.index)
    named = units["parent_id"].where(units["parent_id"].isin(above.index))
    parents = named.fillna(lived).astype("str")
    elsewhere = over.notna() & (over != own.map(parents)) & own.notna()
    people = cells["people"].where(elsewhere, 0.0).groupby(own).sum()
    some = people[people > 0]
    if some.empty:
        return parents, ()
    there = round(some.sum())
    live = f"{there:,} {_agreeing(there, 'person lives', 'people live')}"
    lie = _agreeing(len(some), "lies", "lie")
    said = (
        f"{len(some)} of {len(units)} {SORTS[sort].plural} {lie} in "
        f"several {SORTS[due].plural}: {live} in another than the one theirs belongs to: "
        f"{listed(units.loc[some.index, 'name'])}"
    )
    return parents, (said,)


def _require_parents(units: gpd.GeoDataFrame, sort: str, above: gpd.GeoDataFrame, due: str) -> None:
    """Raise where a unit somebody lives in names a parent that is not there."""
    named = units.loc[units["population"] > 0, "parent_id"].dropna()
    wrong = named[~named.isin(above.index)]
    if len(wrong):
        unit = f"{SORTS[sort].name} {wrong.index[0]!r}"
        raise UnitParentError(unit, str(wrong.iloc[0]), list(above.index), due=SORTS[due].name)


def _outside_remark(layer: Layer, inside: gpd.GeoDataFrame, sort: str) -> Iterator[str]:
    outside = layer.units.loc[~layer.units.index.isin(inside.index), "name"]
    if len(outside):
        said = f"{len(outside)} of {len(layer.units)} {SORTS[sort].plural} of {layer.source}"
        lie = _agreeing(len(outside), "lies", "lie")
        are = _agreeing(len(outside), "is", "are")
        yield f"{said} {lie} outside the communities, and {are} left out: {listed(outside)}"


def _layer_remarks(units: gpd.GeoDataFrame, cells: pd.DataFrame, sort: str) -> Iterator[str]:
    """Say which units nobody lives in, and how many people live in no unit."""
    plural = SORTS[sort].plural
    empty = units.loc[units["population"] == 0, "name"]
    if len(empty):
        said = f"no homes in {len(empty)} of {len(units)} {plural}, counted as 0 people"
        yield f"{said}: {listed(empty)}"
    everyone = cells["people"].sum()
    outside = cells["people"].where(cells[f"{sort}_id"].isna(), 0.0).sum()
    if outside >= 0.5:
        yield (
            f"{outside:,.0f} of {everyone:,.0f} people ({outside / everyone:.0%}) live in none of "
            f"the {plural}, so what is judged on those leaves them out"
        )


def _kinds_remark(
    cells: pd.DataFrame, communities: pd.DataFrame, units: gpd.GeoDataFrame, sort: str
) -> Iterator[str]:
    """Say which units hold communities of several kinds."""
    kinds = cells["community_id"].map(communities["kind"]).groupby(cells[f"{sort}_id"]).nunique()
    mixed = units.loc[units.index.isin(kinds.index[kinds > 1]), "name"]
    if len(mixed):
        are = _agreeing(len(mixed), "is", "are")
        said = f"{len(mixed)} of {len(units)} {SORTS[sort].plural} {are} of several kinds, and "
        yield f"{said}judged as the one most people live in: {listed(mixed)}"


def _agreeing(count: int, one: str, many: str) -> str:
    """The words that agree with a count."""
    return one if count == 1 else many
