"""One standard's part of the map's data: items, scores, checklist, who is left out."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.outputs.maps.packing import pack, runs
from accessibility.results import Results
from accessibility.standards import SCORED_LEVELS, Item, Standard
from accessibility.study import MODES
from accessibility.tables import VERDICTS

# Order is the code; `assets/model.js` reads the same list from the page.
FAILING = ("not_met", "partly", "by_bicycle")
REASONS = ("nobody", "no limit", "none found", "possible", "sparse", "walls")
CONFIDENCES = ("ample", "thin", "very thin", "too small to judge")
LACKED = 10  # types that most people lack, the longest list any view shows
_STRIP = (1, 3, 6)  # circles missed: none | 1-2 | 3-5 | 6 or more
_SHARE = 10_000  # shares are carried in hundredths of a percent


def standard_block(
    results: Results, standard: Standard, *, cells: pd.Index, facilities: pd.Index
) -> dict[str, Any]:
    """Everything the page shows under one standard.

    Parameters
    ----------
    cells, facilities : cell_id and facility_id in the order in which the page holds them
    """
    items = [item for item in standard.items if item.locatable]
    communities = results.town.communities.index
    rows = checklist_rows(results.checklist, standard.id, items, communities)
    people = results.town.cells["people"].reindex(cells).fillna(0).to_numpy(np.float64)
    missed = results.missed[standard.id].reindex(cells).to_numpy(np.float64)
    reach = {
        profile: (near.metres.reindex(cells), near.minutes.reindex(cells))
        for (profile, certainty), near in results.nearest.items()
        if certainty == "sure"
    }
    return {
        "id": standard.id,
        "name": {"en": standard.name_en, "zh": standard.name_zh},
        "levels": [_level(standard, level) for level in _levels_used(standard, items)],
        "items": [_item(standard, item) for item in items],
        "limits": _limits(rows, len(items)),
        "scores": _scores(results.scores, standard.id, communities),
        "district": _district(results.district, standard.id)
        | dict(zip(("failing", "near_edge"), failing_near_edge(rows), strict=True)),
        "strip": strip(missed, people),
        "lack": lacked(rows, items),
        "check": _check(rows, facilities),
        "verdicts": list(VERDICTS),
        "reasons": list(REASONS),
        "confidences": list(CONFIDENCES),
        "outside": {
            profile: [
                _outside(reach, standard, item, profile, rule=results.study.rule, people=people)
                for item in items
            ]
            for profile in shown_roles(results)
        },
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


def _levels_used(standard: Standard, items: Sequence[Item]) -> list[str]:
    used = {item.level for item in items}
    return [level for level in standard.levels if level in used]


def _level(standard: Standard, key: str) -> dict[str, Any]:
    level = standard.levels[key]
    return {
        "id": level.id,
        "en": level.name_en,
        "zh": level.name_zh,
        "minutes": level.minutes,
        "clause": level.clause,
    }


def _item(standard: Standard, item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "level": item.level,
        "type": item.type,
        "en": item.name_en,
        "zh": item.name_zh,
        "required": item.requirement == "required",
        "area": item.min_site_m2,
        "clause": item.clause,
    }


def _limits(rows: pd.DataFrame, items: int) -> list[float | None]:
    """The limit each item is judged by, in the rule's unit; the same in every community."""
    if rows.empty:
        return [None] * items
    first = rows["limit"].groupby([rows.index.get_level_values(n) for n in (1, 2)], sort=False)
    return [number(value) for value in first.first()]


def _scores(scores: pd.DataFrame, standard: str, communities: pd.Index) -> dict[str, Any]:
    own = scores.xs(standard, level="standard").reindex(communities)
    columns = ("level_15", "level_10", "level_5", "score", "data_confidence")
    counts = ("items_required", "items_assessed", "items_met")
    return {
        **{name: [number(value) for value in own[name]] for name in columns},
        **{name: [int(value) for value in own[name].fillna(0)] for name in counts},
        "grade": [str(grade) if pd.notna(grade) else None for grade in own["grade"]],
    }


def _district(district: pd.DataFrame, standard: str) -> dict[str, Any]:
    row = district.loc[standard]
    row = row.iloc[0] if isinstance(row, pd.DataFrame) else row
    numbers = ("population", "level_15", "level_10", "level_5", "score")
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
        if item.required and item.level in SCORED_LEVELS and beyond_it > 0:
            ranked.setdefault((item.type, beyond_it), row)
    most = sorted(ranked.items(), key=lambda entry: (-entry[0][1], entry[1]))
    return [[row, number_beyond] for (_, number_beyond), row in most[:LACKED]]


def _check(rows: pd.DataFrame, facilities: pd.Index) -> dict[str, str]:
    """The checklist as packed columns; -1 is not known or not listed, -2 out of reach."""
    nearest = rows["facility_id"].map(pd.Series(np.arange(len(facilities)), facilities))
    return {
        "verdict": pack(_codes(rows["verdict"], VERDICTS)),
        "coverage": pack(_whole_shares(rows["coverage_people"])),
        "possible": pack(_whole_shares(rows["coverage_possible"])),
        "bicycle": pack(_whole_shares(rows["coverage_bicycle"])),
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


def shown_roles(results: Results) -> list[str]:
    """`walk`, and `bike` where it was asked for: the roles, whichever profiles take them."""
    return [role for role in MODES if (role, "sure") in results.nearest]


def _outside(
    reach: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
    standard: Standard,
    item: Item,
    profile: str,
    *,
    rule: str,
    people: NDArray[np.float64],
) -> str | None:
    """The cells where people live beyond an item's limit, as runs; None without a limit.

    `reach` holds metres and minutes by profile, and `people` theirs, in the page's order.
    """
    straight = rule == "straight_line" and profile == "walk"
    metres, minutes = reach["straight_line" if straight else profile]
    by_time = profile == "bike" or rule == "time"
    limit = standard.levels[item.level].minutes if by_time else standard.limit_m(item)
    if limit is None or item.group not in metres:
        return None
    away = (minutes if by_time else metres)[item.group].to_numpy(np.float64)
    if profile == "bike":  # whoever has a bicycle may leave it and walk
        away = np.fmin(away, reach["walk"][1][item.group].to_numpy(np.float64))
    return runs(beyond(away, people, limit))


def beyond(
    reach: NDArray[np.float64], people: NDArray[np.float64], limit: float
) -> NDArray[np.bool_]:
    """Inhabited cells whose reach is above a limit (inclusive), or not known."""
    return (people > 0) & ~(reach <= limit + 1e-9)


def number(value: Any) -> float | None:
    """A figure for JSON, null where it is not known."""
    return None if pd.isna(value) or not np.isfinite(value) else float(value)
