"""From verdicts to scores: of each level, of a community, of the district as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.scoring.checklist import Assessment
from accessibility.scoring.laying import DISTRICT
from accessibility.scoring.rules import Rules
from accessibility.standards import SCORE_COLUMNS, Standard
from accessibility.tables import SCORES

GRADES = ("A", "B", "C", "D")
_LOWEST = "E"
_ALL_SERVED = 1.0 - 1e-9


def scores(
    verdicts: pd.DataFrame,
    standards: Mapping[str, Standard],
    communities: pd.DataFrame,
    rules: Rules,
) -> pd.DataFrame:
    """Score every community by every standard.

    A level's score is 100 times the mean coverage of its required items that could be
    assessed; the overall score is the mean of the levels. Recommended items never count, nor
    does what cannot be told: `items_assessed` says how much the score stands on.

    Parameters
    ----------
    verdicts : DataFrame, tables.CHECKLIST
    standards : mapping of id to Standard
    communities : DataFrame, tables.COMMUNITIES
        Of these, name and population are taken.
    rules : Rules

    Returns
    -------
    DataFrame, tables.SCORES, standards in the order given, sorted by community
    """
    names = communities.index.sort_values()
    table = _scores(_scored_rows(verdicts, standards, names), standards, names, rules)
    told = communities.loc[names, ["name", "population"]]
    for column in told:
        table[column] = pd.concat([told[column]] * len(standards)).array
    return table[list(SCORES.columns)]


def district(
    verdicts: pd.DataFrame,
    scored: pd.DataFrame,
    standards: Mapping[str, Standard],
    rules: Rules,
) -> pd.DataFrame:
    """Score the people of all communities together: a row a standard, without a name.

    Items are counted on the district judged as one. Its levels are those of its communities
    rolled up, weighted by people: where an item can be told of some communities only, judging
    the whole by it would give a score outside all of theirs.

    Parameters
    ----------
    verdicts : DataFrame, tables.CHECKLIST, of the district judged as one
    scored : DataFrame, tables.SCORES, of the communities
    """
    names = pd.Index([DISTRICT], dtype="str", name="community_id")
    table = _scores(_scored_rows(verdicts, standards, names), standards, names, rules)
    table["name"] = pd.Series(pd.NA, table.index, dtype="str")
    people = scored["population"]
    by = scored.index.get_level_values("standard")
    table["population"] = people.groupby(by).sum().reindex(list(standards)).to_numpy()
    for column in SCORE_COLUMNS:
        weight = people.where(scored[column].notna(), 0.0)
        total = weight.groupby(by).sum().reindex(list(standards)).to_numpy()
        summed = (scored[column].fillna(0.0) * weight).groupby(by).sum()
        table[column] = summed.reindex(list(standards)).to_numpy() / np.where(
            total > 0, total, np.nan
        )
    return _graded(table, rules)[list(SCORES.columns)]


def assessed_items(
    verdicts: pd.DataFrame, standard: Standard, communities: pd.Index
) -> pd.DataFrame:
    """How many items each level's score of a community is the mean of."""
    rows = _scored_rows(verdicts, {standard.id: standard}, communities)
    return pd.DataFrame(
        {
            column: np.bincount(
                rows.place[rows.assessed & (rows.column == number)], minlength=len(communities)
            )
            for number, column in enumerate(SCORE_COLUMNS)
        },
        communities,
    )


def missed(laid: Assessment, verdicts: pd.DataFrame) -> pd.Series:
    """Required items that do not serve all of a cell, of those the district was assessed on.

    What cannot be told of the whole district is missed by nobody; a cell that could not join
    the network misses all the rest.

    Parameters
    ----------
    verdicts : DataFrame, tables.CHECKLIST, of the district judged as one

    Returns
    -------
    Series of int, indexed by cell, named as the standard
    """
    standard, place = laid.ground.standard, laid.ground.place
    verdict = verdicts["verdict"].droplevel(["standard", "community_id"])
    told = set(verdict.index[verdict != "cannot_tell"])
    count = np.zeros(len(place.cells), dtype=np.int64)
    for item, served in zip(laid.items, laid.served, strict=True):
        if item.score_column is not None and (item.level, item.id) in told:
            count += place.counts((served.sure < _ALL_SERVED).astype(float), item.kinds) > 0
    return pd.Series(count, place.cells, name=standard.id)


@dataclass(frozen=True, kw_only=True)
class _Scored:
    """The checklist rows that make a score, by the number of their place and their column."""

    place: NDArray[np.intp]  # standard after standard, and within each the communities
    column: NDArray[np.intp]  # of SCORE_COLUMNS
    group: NDArray[np.intp]  # of facilities
    assessed: NDArray[np.bool_]
    met: NDArray[np.bool_]
    coverage: NDArray[np.float64]
    found_share: NDArray[np.float64]


def _scored_rows(
    verdicts: pd.DataFrame, standards: Mapping[str, Standard], names: pd.Index
) -> _Scored:
    kinds, codes = _kinds(verdicts.index)
    items = {
        (key, item.level, item.id): item for key, one in standards.items() for item in one.scored
    }
    of = [items.get(kind) for kind in kinds]
    column = _whole([-1 if i is None else SCORE_COLUMNS.index(str(i.score_column)) for i in of])
    groups = {group: n for n, group in enumerate(sorted({i.group for i in of if i is not None}))}
    group = _whole([-1 if i is None else groups[i.group] for i in of])
    number = {key: n for n, key in enumerate(standards)}
    standard = _whole([number.get(kind[0], -1) for kind in kinds])
    known, place = _level_of(verdicts.index, "community_id")
    community = names.get_indexer(pd.Index(known))[place]
    keep = np.flatnonzero((column[codes] >= 0) & (community >= 0))
    codes = codes[keep]
    verdict = verdicts["verdict"].iloc[keep]
    return _Scored(
        place=standard[codes] * len(names) + community[keep],
        column=column[codes],
        group=group[codes],
        assessed=(verdict != "cannot_tell").to_numpy(dtype=np.bool_),
        met=(verdict == "met").to_numpy(dtype=np.bool_),
        coverage=verdicts["coverage"].to_numpy(dtype=float)[keep],
        found_share=verdicts["found_share"].to_numpy(dtype=float)[keep],
    )


def _kinds(index: pd.Index) -> tuple[list[tuple[str, str, str]], NDArray[np.intp]]:
    """Every standard, level and item that there could be, and which of them each row is of."""
    levels = [_level_of(index, name) for name in ("standard", "level", "item")]
    codes = np.zeros(len(index), dtype=np.intp)
    for known, code in levels:
        codes = codes * len(known) + code
    (standards, _), (circles, _), (items, _) = levels
    return list(product(standards, circles, items)), codes


def _level_of(index: pd.Index, name: str) -> tuple[list[str], NDArray[np.intp]]:
    """The values of a level of an index, and which each row has."""
    code, known = pd.factorize(index.get_level_values(name))
    return list(known), code.astype(np.intp)


def _whole(numbers: Sequence[int]) -> NDArray[np.intp]:
    return np.array(numbers, dtype=np.intp)


def _scores(
    rows: _Scored, standards: Mapping[str, Standard], names: pd.Index, rules: Rules
) -> pd.DataFrame:
    """Score every community by every standard, but for its name and its people."""
    index = pd.MultiIndex.from_product([list(standards), names], names=SCORES.index)
    places = len(index)
    table = pd.DataFrame(index=index)
    for number, column in enumerate(SCORE_COLUMNS):
        own = rows.assessed & (rows.column == number)
        table[column] = 100 * _means(rows.place[own], rows.coverage[own], places)
    for column, counted in (
        ("items_required", slice(None)),
        ("items_assessed", rows.assessed),
        ("items_met", rows.met),
    ):
        table[column] = np.bincount(rows.place[counted], minlength=places)
    table["data_confidence"] = _data_confidence(rows, places)
    return _graded(table, rules)


def _graded(table: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The table with the mean of its levels as score, and its grade."""
    score = table[list(SCORE_COLUMNS)].mean(axis=1)
    return table.assign(score=score, grade=grades(score, rules))


def _means(
    place: NDArray[np.intp], values: NDArray[np.float64], places: int
) -> NDArray[np.float64]:
    """Mean of the known values of each place, NaN where there are none."""
    known = ~np.isnan(values)
    count = np.bincount(place[known], minlength=places)
    total = np.bincount(place[known], values[known], places)
    return np.asarray(total / np.where(count > 0, count, np.nan))


def grades(score: pd.Series, rules: Rules) -> pd.Series:
    """Grade by the unrounded score; a lower end belongs to its grade."""
    ends = [score >= lower - 1e-9 for lower in rules.grades]
    told = pd.Series(np.select(ends, GRADES, _LOWEST), score.index, dtype="str")
    return told.where(score.notna())


def _data_confidence(rows: _Scored, places: int) -> NDArray[np.float64]:
    """Mean share found of what is expected, each group of a score once, by place."""
    pair = rows.place * (rows.group.max(initial=0) + 1) + rows.group
    _, once = np.unique(pair, return_index=True)
    return _means(rows.place[once], rows.found_share[once], places)
