"""Scores up the tree of units: each level on its own sort of unit, then block to district."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.scoring.checklist import checklist
from accessibility.scoring.ground import Travel
from accessibility.scoring.laying import DISTRICT
from accessibility.scoring.levels import assessed_items, grades, scores
from accessibility.scoring.rules import Rules
from accessibility.standards import SCORE_COLUMNS, Standard

UPWARDS = ("block", "community", "street", "district")  # each is made of those before it

# The sorts of unit that each level is judged on: the first that the study has. A town
# (rural_town, 乡镇) stands where a street does.
_SORTS: Mapping[str, tuple[str, ...]] = {
    "15": ("street", "community"),
    "rural_town": ("street", "community"),
    "subdistrict": ("street", "community"),
    "5": ("block", "community"),
    "block": ("block", "community"),
    "district": ("district",),
    "city": ("district",),
}


def judged_on(level: str, named: Collection[str]) -> str:
    """The sort of unit that a level is judged on in a study that names these beside communities."""
    sorts = _SORTS.get(level, ("community",))
    return next(sort for sort in sorts if sort in ("community", "district", *named))


def part_for(standard: Standard, sort: str, named: Collection[str]) -> Standard:
    """The items of a standard that are judged on one sort of unit."""
    items = (item for item in standard.items if judged_on(item.level, named) == sort)
    return replace(standard, items=tuple(items))


def on_units(frame: pd.DataFrame, sort: str) -> pd.DataFrame:
    """Cells or facilities with their unit of a sort in place of their community."""
    return frame.assign(community_id=frame[f"{sort}_id"])


def unit_checklists(
    standards: Mapping[str, Standard],
    *,
    units: pd.DataFrame,
    cells: pd.DataFrame,
    facilities: pd.DataFrame,
    nearest: Travel,
    rules: Rules,
) -> dict[str, pd.DataFrame]:
    """Judge streets and blocks by the items that are judged on them.

    Parameters
    ----------
    units : DataFrame, tables.COMMUNITIES, of streets and blocks, indexed by unit_id
    cells, facilities : DataFrame, tables.CELLS and FACILITIES, with street_id and block_id
    nearest, rules : as `checklist` takes them

    Returns
    -------
    dict of sort of unit to DataFrame, tables.CHECKLIST
        The column community_id holds the ids of these units. Sorts without any unit or item
        are left out.
    """
    named = sorted(set(units["unit"]))
    found: dict[str, pd.DataFrame] = {}
    for sort in named:
        parts = [part_for(one, sort, named) for one in standards.values()]
        own = units[units["unit"] == sort].rename_axis("community_id")
        ground = {"cells": on_units(cells, sort), "facilities": on_units(facilities, sort)}
        tables = [
            checklist(part, communities=own, **ground, nearest=nearest, rules=rules)
            for part in parts
            if part.located
        ]
        if tables:
            found[sort] = pd.concat(tables)
    return found


def unit_scores(
    checklists: Mapping[str, pd.DataFrame],
    standards: Mapping[str, Standard],
    units: pd.DataFrame,
    communities: pd.DataFrame,
    rules: Rules,
) -> pd.DataFrame:
    """Score every unit by every standard, from block to district.

    A level is judged on the sort of unit it is for (`judged_on`), where its score is 100 times
    the mean coverage of its items. Every unit above has the mean of those that belong to it,
    weighted by the people that each one's score stands for: a unit of which nothing is told
    neither raises nor lowers what it belongs to. Units below have no score of that level. A
    column of levels judged on several sorts is their mean by number of items assessed.

    Parameters
    ----------
    checklists : mapping of sort of unit to DataFrame, tables.CHECKLIST
        For community, and for street, block and district as far as they were judged. The
        column community_id holds the ids of these units. Rows of other levels do not count.
    standards : mapping of id to Standard
    units : DataFrame, tables.COMMUNITIES, of streets and blocks, indexed by unit_id
    communities : DataFrame, tables.COMMUNITIES
    rules : Rules

    Returns
    -------
    DataFrame indexed by standard, unit and unit_id
        name, parent_id, population [persons], level_15, level_10, level_5, level_other and
        score [0-100, NaN where nothing is assessed], people_told (the fewest that a level of it
        is told of [persons]), grade. Blocks first, the district last;
        within a sort by id.
    """
    tree = _tree(units, communities)
    named = set(units["unit"])
    tables = []
    for standard in standards.values():
        parts = {
            sort: part_for(standard, sort, named)
            for sort in UPWARDS
            if sort in checklists and sort in ("community", "district", *named)
        }
        levels = _levels(checklists, parts, tree, rules)
        scored = tree.frame.join(levels)
        scored["score"] = levels[list(SCORE_COLUMNS)].mean(axis=1)
        scored["grade"] = grades(scored["score"], rules)
        tables.append(pd.concat({standard.id: scored}, names=["standard"]))
    return pd.concat(tables)


@dataclass(frozen=True, kw_only=True)
class _Tree:
    """All units from block to district, and what each belongs to."""

    frame: pd.DataFrame  # indexed by unit and unit_id: name, parent_id, population
    parent: NDArray[np.intp]  # row; the district's where none is told; -1 for the district


def _tree(units: pd.DataFrame, communities: pd.DataFrame) -> _Tree:
    own = ["name", "parent_id", "population"]
    district = pd.DataFrame(
        {"name": np.nan, "parent_id": np.nan, "population": communities["population"].sum()},
        index=[DISTRICT],
    )
    parts = {
        "block": units.loc[units["unit"] == "block", own],
        "community": communities[own],
        "street": units.loc[units["unit"] == "street", own],
        "district": district,
    }
    rows = [frame.astype({"name": "str", "parent_id": "str"}) for frame in parts.values()]
    ordered = [pd.DataFrame(frame.sort_index()) for frame in rows]
    frame = pd.concat(ordered, keys=list(parts), names=["unit", "unit_id"])
    return _Tree(frame=frame, parent=_parents(frame))


def _parents(frame: pd.DataFrame) -> NDArray[np.intp]:
    """Row of what each unit belongs to."""
    above = frame.index.get_level_values("unit").map(dict(pairwise(UPWARDS)))
    rows = frame.index.get_indexer(pd.MultiIndex.from_arrays([above, frame["parent_id"]]))
    rows = np.where(rows < 0, len(frame) - 1, rows).astype(np.intp)
    rows[-1] = -1
    return rows


def _levels(
    checklists: Mapping[str, pd.DataFrame],
    parts: Mapping[str, Standard],
    tree: _Tree,
    rules: Rules,
) -> pd.DataFrame:
    """The levels of every unit, each column the mean of its items on whatever sort of unit.

    Weighted by the items that could be assessed; and the least people that one of them is of.
    """
    total = np.zeros((len(tree.frame), len(SCORE_COLUMNS)))
    items, told = np.zeros_like(total), np.full(len(tree.frame), np.inf)
    for sort, part in parts.items():
        own, counts = _own_levels(checklists[sort], sort, part, tree, rules)
        for number, column in enumerate(SCORE_COLUMNS):
            value, people = _rolled_up(own[column].to_numpy(dtype=float), tree)
            count, _ = _rolled_up(counts[column].to_numpy(dtype=float), tree)
            count = np.where(np.isnan(value), 0.0, np.nan_to_num(count))
            items[:, number] += count
            total[:, number] += count * np.nan_to_num(value)
            told = np.where(count > 0, np.minimum(told, people), told)
    mean = np.full_like(total, np.nan)
    np.divide(total, items, out=mean, where=items > 0)
    levels = pd.DataFrame(mean, tree.frame.index, pd.Index(SCORE_COLUMNS))
    return levels.assign(people_told=np.where(np.isfinite(told), told, 0.0))


def _own_levels(
    verdicts: pd.DataFrame, sort: str, part: Standard, tree: _Tree, rules: Rules
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The levels of the units of one sort as they were judged, and of how many items each is."""
    frame = pd.DataFrame(tree.frame.xs(sort, level="unit"))
    levels = scores(verdicts, {part.id: part}, frame, rules).loc[part.id, list(SCORE_COLUMNS)]
    counts = assessed_items(verdicts, part, levels.index).where(levels.notna())
    every = tree.frame.index
    return pd.concat({sort: levels}).reindex(every), pd.concat({sort: counts}).reindex(every)


def _rolled_up(
    own: NDArray[np.float64], tree: _Tree
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One figure of every unit, its own or else the mean of what belongs to it; of how many."""
    value, parent, rows = own.copy(), tree.parent, len(own)
    people = np.where(np.isnan(own), 0.0, tree.frame["population"].to_numpy(dtype=float))
    for at in _upwards(tree.frame):
        below = np.flatnonzero(np.isin(parent, at) & (people > 0))
        weight = np.bincount(parent[below], people[below], rows)
        total = np.bincount(parent[below], people[below] * value[below], rows)
        open_ = at[np.isnan(own[at]) & (weight[at] > 0)]
        value[open_] = total[open_] / weight[open_]
        people[open_] = weight[open_]
    return value, people


def _upwards(frame: pd.DataFrame) -> Iterator[NDArray[np.intp]]:
    """Rows of communities, of streets, then of the district."""
    sort = frame.index.get_level_values("unit")
    for one in UPWARDS[1:]:
        yield np.flatnonzero(sort == one)
