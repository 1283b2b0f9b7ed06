"""From verdicts to scores: of each level, of a community, of the district as a whole."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from accessibility.scoring.checklist import checklist
from accessibility.scoring.rules import Rules
from accessibility.scoring.tallies import Travel
from accessibility.standards import SCORED_LEVELS, Standard
from accessibility.tables import SCORES, Nearest

DISTRICT = "district"  # community_id of all people together
GRADES = ("A", "B", "C", "D")
_LOWEST = "E"


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
    return pd.concat(_scores(verdicts, one, communities, rules) for one in standards.values())


def district_checklist(
    standard: Standard,
    *,
    cells: pd.DataFrame,
    facilities: pd.DataFrame,
    nearest: Mapping[tuple[str, str], Nearest],
    rules: Rules,
) -> pd.DataFrame:
    """Judge the people of all communities together, as one community named "district".

    Takes and returns what `checklist` does; cells without a community do not count.
    """
    whole = cells["community_id"].astype("str")
    return checklist(
        standard,
        communities=_district(cells),
        cells=cells.assign(community_id=whole.where(whole.isna(), DISTRICT)),
        facilities=facilities,
        nearest=nearest,
        rules=rules,
    )


def district(
    standard: Standard,
    *,
    cells: pd.DataFrame,
    facilities: pd.DataFrame,
    nearest: Mapping[tuple[str, str], Nearest],
    rules: Rules,
    verdicts: pd.DataFrame | None = None,
    scored: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Score the people of all communities together: one row, tables.SCORES, without a name.

    Items are counted on the district judged as one. Its levels are those of its communities
    rolled up, weighted by people: where an item can be told of some communities only, judging
    the whole by it would give a score outside all of theirs.

    Parameters
    ----------
    verdicts : the district's checklist, where it is at hand; else it is made
    scored : DataFrame, tables.SCORES, of the communities; without it the levels are those
        of the district judged as one
    """
    if verdicts is None:
        verdicts = district_checklist(
            standard, cells=cells, facilities=facilities, nearest=nearest, rules=rules
        )
    row = _scores(verdicts, standard, _district(cells), rules)
    if scored is None:
        return row
    own = scored[scored.index.get_level_values("standard") == standard.id]
    for level in SCORED_LEVELS:
        row[f"level_{level}"] = _people_weighted(own[f"level_{level}"], own["population"])
    row["score"] = row[[f"level_{level}" for level in SCORED_LEVELS]].mean(axis=1)
    row["grade"] = _grades(row["score"], rules)
    return row


def _people_weighted(values: pd.Series, people: pd.Series) -> float:
    """Mean over the communities that have a value, NaN where none has."""
    weight = people.where(values.notna(), 0.0)
    if not weight.sum() > 0:
        return float("nan")
    return float((values.fillna(0.0) * weight).sum() / weight.sum())


def missed(
    standard: Standard,
    *,
    cells: pd.DataFrame,
    facilities: pd.DataFrame,
    nearest: Mapping[tuple[str, str], Nearest],
    rules: Rules,
    verdicts: pd.DataFrame | None = None,
) -> pd.Series:
    """Required items out of reach of every cell, of those the district could be assessed on.

    What cannot be told of the whole district is missed by nobody; a cell that could not join
    the network misses all the rest. `verdicts` is the district's checklist, where it is at
    hand; else it is made.

    Returns
    -------
    Series of int, indexed by cell, named as the standard
    """
    if verdicts is None:
        verdicts = district_checklist(
            standard, cells=cells, facilities=facilities, nearest=nearest, rules=rules
        )
    told = verdicts["verdict"].xs((standard.id, DISTRICT)) != "cannot_tell"
    travel = Travel(cells.index, nearest, rules)
    count = np.zeros(len(cells), dtype=np.int64)
    for item in standard.scored:
        limit = rules.limit(standard, item)
        if limit is not None and told.loc[(item.level, item.id)]:
            count += ~travel.on_foot(item.group, limit, "sure")
    return pd.Series(count, cells.index, name=standard.id)


def _scores(
    verdicts: pd.DataFrame, standard: Standard, communities: pd.DataFrame, rules: Rules
) -> pd.DataFrame:
    """Score every community by one standard."""
    rows = _scored_rows(verdicts, standard)
    assessed = rows["verdict"] != "cannot_tell"
    names = communities.index.sort_values()
    table = communities.loc[names, ["name", "population"]].copy()
    for level in SCORED_LEVELS:
        counted = assessed & (rows["level"] == level)
        means = rows["coverage_people"][counted].groupby(rows["community_id"]).mean()
        table[f"level_{level}"] = 100 * means.reindex(names).astype(float)
    table["score"] = table[[f"level_{level}" for level in SCORED_LEVELS]].mean(axis=1)
    table["grade"] = _grades(table["score"], rules)
    for column, counted in (
        ("items_required", rows["verdict"].notna()),
        ("items_assessed", assessed),
        ("items_met", rows["verdict"] == "met"),
    ):
        table[column] = counted.groupby(rows["community_id"]).sum().reindex(names, fill_value=0)
    table["data_confidence"] = _data_confidence(rows)
    table.index = pd.MultiIndex.from_product([[standard.id], names], names=SCORES.index)
    return table[list(SCORES.columns)]


def _scored_rows(verdicts: pd.DataFrame, standard: Standard) -> pd.DataFrame:
    """The checklist rows that make a score, each with the group of its item."""
    groups = {(item.level, item.id): item.group for item in standard.scored}
    rows = verdicts.reset_index()
    keys = zip(rows["level"], rows["item"], strict=True)
    own = rows.assign(group=[groups.get(key, "") for key in keys])
    return own[(own["standard"] == standard.id) & (own["group"] != "")]


def _grades(score: pd.Series, rules: Rules) -> pd.Series:
    """Grade by the unrounded score; a lower end belongs to its grade."""
    ends = [score >= lower - 1e-9 for lower in rules.grades]
    grades = pd.Series(np.select(ends, GRADES, _LOWEST), score.index, dtype="str")
    return grades.where(score.notna())


def _data_confidence(rows: pd.DataFrame) -> pd.Series:
    """Mean share found of what is expected, each group of a score once, by community."""
    once = rows.drop_duplicates(["community_id", "group"])
    return once.groupby("community_id")["found_share"].mean()


def _district(cells: pd.DataFrame) -> pd.DataFrame:
    """All communities as one, as far as a score needs it."""
    population = float(cells["people"][cells["community_id"].notna()].sum())
    index = pd.Index([DISTRICT], dtype="str", name="community_id")
    return pd.DataFrame({"name": pd.Series([pd.NA], index, dtype="str"), "population": population})
