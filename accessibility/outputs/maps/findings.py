"""One standard's part of the map's data: items, scores, checklist, who is left out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.outputs.maps.items import (
    columns_block,
    item_block,
    levels_block,
    limits,
    rule_block,
)
from accessibility.outputs.maps.outside import Homes, outside
from accessibility.outputs.maps.packing import pack
from accessibility.results import Results
from accessibility.standards import SCORE_COLUMNS, Item, Standard
from accessibility.tables import VERDICTS

# Order is the code; `assets/model.js` reads the same list from the page.
FAILING = ("not_met", "partly", "by_bicycle")
_LACKING = ("units", "households", "sizes", "tiers", "people", "travel")
REASONS = ("nobody", "no limit", "none found", "possible", "sparse", "walls",
           *(f"lacking {what}" for what in _LACKING))  # fmt: skip
CONFIDENCES = ("ample", "thin", "very thin", "too small to judge")
LACKED = 10  # types that most people lack, the longest list any view shows
_STRIP = (1, 3, 6)  # circles missed: none | 1-2 | 3-5 | 6 or more
_SHARE = 10_000  # shares are carried in hundredths of a percent
# Ways of counting, side by side: columns of the district's checklist.
_WAYS = ("coverage_by_distance", "coverage_by_time", "coverage_by_straight_line",
         "coverage_people", "coverage_residents_land", "communities_holding")  # fmt: skip


def standard_block(
    results: Results, standard: Standard, *, homes: Homes, facilities: pd.Index
) -> dict[str, Any]:
    """Everything the page shows under one standard.

    Parameters
    ----------
    homes : where people live, in the order in which the page holds the cells
    facilities : facility_id in the order in which the page holds them
    """
    items = standard.located
    communities = results.town.communities.index
    rows = checklist_rows(results.checklist, standard.id, items, communities)
    missed = results.missed[standard.id].reindex(homes.cells).to_numpy(np.float64)
    told = [item_block(standard, item, results.study) for item in items]
    return {
        "id": standard.id,
        "name": {"en": standard.name_en, "zh": standard.name_zh},
        "rule": rule_block(told, results.study),
        "levels": levels_block(standard, items),
        "columns": columns_block(items),
        "items": told,
        **limits(rows, items),
        "ways": _ways(results.district_checklist, standard.id, items),
        "scores": _scores(results.scores, standard.id, communities),
        "district": _district(results.district, standard.id)
        | dict(zip(("failing", "near_edge"), failing_near_edge(rows), strict=True)),
        "strip": strip(missed, homes.people),
        "lack": lacked(rows, items),
        "check": _check(rows, facilities),
        "verdicts": list(VERDICTS),
        "reasons": list(REASONS),
        "confidences": list(CONFIDENCES),
        "outside": outside(results, standard, homes, told=_told(rows)),
    }


def checklist_rows(
    checklist: pd.DataFrame, standard: str, items: Sequence[Item], communities: pd.Index
) -> pd.DataFrame:
    """The checklist, one row per community and item in the page's order; NaN where not listed."""
    own = checklist.loc[checklist.index.get_level_values("standard") == standard]
    own = own.droplevel("standard")
    wanted = pd.MultiIndex.from_tuples(
        [(community, item.level, item.id) for community in communities for item in items],
        names=["community_id", "level", "item"],
    )
    return own.reindex(wanted)


def _told(rows: pd.DataFrame) -> set[tuple[str, str]]:
    """Items, by level and id, that some community can be judged by."""
    judged = rows[rows["verdict"].notna() & (rows["verdict"] != "cannot_tell")]
    return set(judged.droplevel("community_id").index)


def _ways(checklist: pd.DataFrame, standard: str, items: Sequence[Item]) -> list[list[Any]]:
    """Shares of the district by every way of counting, item by item; null: cannot be told."""
    own = checklist[checklist.index.get_level_values("standard") == standard]
    known = own["verdict"] != "cannot_tell"  # else a share would say that there is nothing
    own = own.loc[known].droplevel(["standard", "community_id"])[list(_WAYS)]
    own = own.reindex([(item.level, item.id) for item in items])
    return [[None if pd.isna(v) else round(float(v), 4) for v in row] for row in own.to_numpy()]


def _scores(scores: pd.DataFrame, standard: str, communities: pd.Index) -> dict[str, Any]:
    own = scores.xs(standard, level="standard").reindex(communities)
    columns = (*SCORE_COLUMNS, "score", "data_confidence")
    counts = ("items_required", "items_assessed", "items_met")
    return {
        **{name: [number(value) for value in own[name]] for name in columns},
        **{name: [int(value) for value in own[name].fillna(0)] for name in counts},
        "grade": [str(grade) if pd.notna(grade) else None for grade in own["grade"]],
    }


def _district(district: pd.DataFrame, standard: str) -> dict[str, Any]:
    row = district.loc[standard]
    row = row.iloc[0] if isinstance(row, pd.DataFrame) else row
    numbers = ("population", *SCORE_COLUMNS, "score")
    counts = ("items_required", "items_assessed", "items_met")
    return {
        **{name: number(row[name]) for name in numbers},
        **{name: int(row[name]) if pd.notna(row[name]) else 0 for name in counts},
        "grade": str(row["grade"]) if pd.notna(row["grade"]) else None,
    }


def failing_near_edge(rows: pd.DataFrame) -> tuple[int, int]:
    """How many verdicts fail, and how many of those the data's edge puts in doubt."""
    failing = rows["verdict"].isin(FAILING)
    return int(failing.sum()), int((failing & (rows["people_near_edge"] > 0)).sum())


def strip(missed: NDArray[np.float64], people: NDArray[np.float64]) -> list[float]:
    """People by how many circles they miss: none, 1-2, 3-5, 6 or more [persons].

    A cell whose count is not known is left out of all four.
    """
    known = ~np.isnan(missed)
    bins = np.digitize(missed[known], _STRIP)
    return [round(float(n), 2) for n in np.bincount(bins, people[known], minlength=4)]


def lacked(rows: pd.DataFrame, items: Sequence[Item]) -> list[list[float]]:
    """Items that make the score by the people beyond their limit: item and people, most first.

    Only where a verdict was reached: types that cannot be judged are not gaps. A type that
    several levels ask for at the same number of people is named once.
    """
    judged = rows[rows["verdict"].notna() & (rows["verdict"] != "cannot_tell")]
    people = judged["people_uncovered"].groupby(level=["level", "item"], sort=False).sum()
    ranked: dict[tuple[str, float], int] = {}
    for row, item in enumerate(items):
        beyond_it = round(float(people.get((item.level, item.id), 0)), 2)
        if item.score_column is not None and beyond_it > 0:
            ranked.setdefault((item.type, beyond_it), row)
    most = sorted(ranked.items(), key=lambda entry: (-entry[0][1], entry[1]))
    return [[row, number_beyond] for (_, number_beyond), row in most[:LACKED]]


def _check(rows: pd.DataFrame, facilities: pd.Index) -> dict[str, str]:
    """The checklist as packed columns; -1 is not known or not listed, -2 out of reach."""
    nearest = rows["facility_id"].map(pd.Series(np.arange(len(facilities)), facilities))
    return {
        "verdict": pack(_codes(rows["verdict"], VERDICTS)),
        "coverage": pack(_whole_shares(rows["coverage"])),
        "possible": pack(_whole_shares(rows["coverage_possible"])),
        "bicycle": pack(_whole_shares(rows["coverage_bicycle"])),
        "value": pack(_whole(rows["value"] * 100)),
        "nearest_m": pack(_distances(rows["nearest_m"])),
        "outside": pack(_whole(rows["people_uncovered"] * 10)),
        "near_edge": pack(_whole(rows["people_near_edge"] * 10)),
        "facility": pack(_whole(nearest)),
        "confidence": pack(_codes(rows["confidence"], CONFIDENCES)),
        "reason": pack(_codes(rows["cause"], REASONS) if "cause" in rows else []),
    }


def _codes(column: pd.Series, names: Sequence[str]) -> NDArray[np.intp]:
    return pd.Index(names).get_indexer(pd.Index(column))


def _whole(column: pd.Series) -> NDArray[np.int64]:
    values = pd.to_numeric(column).to_numpy(np.float64)
    return np.where(np.isfinite(values), np.rint(values), -1).astype(np.int64)


def _distances(column: pd.Series) -> NDArray[np.int64]:
    """Whole metres; -2 for searched and not reached."""
    return np.where(np.isposinf(column.to_numpy(np.float64)), -2, _whole(column))


def _whole_shares(column: pd.Series) -> NDArray[np.int64]:
    """Shares in hundredths of a percent, never rounded up, never down to none."""
    values = pd.to_numeric(column).to_numpy(np.float64)
    floor = np.floor(values * _SHARE + 1e-6)
    floor = np.where((values > 0) & (floor == 0), 1, floor)
    return np.where(np.isfinite(values), floor, -1).astype(np.int64)


def number(value: Any) -> float | None:
    """A figure for JSON, null where it is not known."""
    return None if pd.isna(value) or not np.isfinite(value) else float(value)
