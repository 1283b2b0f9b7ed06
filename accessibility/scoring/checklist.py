"""The verdict of every item of a standard in every community, with its evidence in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.scoring.evidence import type_evidence
from accessibility.scoring.groups import facility_groups
from accessibility.scoring.reasons import Facts, reason
from accessibility.scoring.rules import Rules
from accessibility.scoring.tallies import Floats, Place, Tally, place_of, tallies, unjoined
from accessibility.scoring.verdicts import Judged, judge
from accessibility.standards import Item, Standard
from accessibility.tables import CHECKLIST, Nearest

__all__ = ["Rules", "checklist"]


@dataclass(frozen=True, kw_only=True)
class _Assessed:
    """One item with all that was found out about it, an array figure for every community."""

    item: Item
    limit: float | None
    evidence: "pd.Series[float]"
    possible: int  # facilities only possible, for want of a name or of a known area
    tally: Tally
    judged: Judged


def checklist(
    standard: Standard,
    *,
    communities: pd.DataFrame,
    cells: pd.DataFrame,
    facilities: pd.DataFrame,
    nearest: Mapping[tuple[str, str], Nearest],
    rules: Rules,
) -> pd.DataFrame:
    """Judge every item that can be located in every community.

    Parameters
    ----------
    standard : Standard
    communities : DataFrame, tables.COMMUNITIES
    cells : DataFrame, tables.CELLS
        Only those of the communities given count. A cell that could not join the network
        counts as out of reach, and the reason says how many people that concerns.
    facilities : DataFrame, tables.FACILITIES
        All that was loaded, near or far.
    nearest : mapping of (profile, certainty) to Nearest
        Certainties "sure" and "possible" (both together), for the profile on foot, or
        "straight_line" under that rule, and for the bicycle where the rules name one. A
        group without a column has no facility anywhere.
    rules : Rules

    Returns
    -------
    DataFrame, tables.CHECKLIST, sorted by community, items in the order of the standard
        And `people` (residents), `cause` (why it cannot be told, "" where it can), `beyond_m`
        (median of those beyond the limit [m]), `found`, `expected` and `found_share` (of the
        type's facilities in the data).
    """
    names = communities.index.sort_values()
    place = place_of(cells, names)
    people = place.add(place.people)
    evidence = type_evidence(standard, facilities, float(cells["people"].sum()))
    groups = facility_groups(facilities, {standard.id: standard})
    items = standard.located
    assessed = []
    for item, tally in zip(items, tallies(standard, items, place, nearest, rules), strict=True):
        known = evidence.loc[item.type]
        limit = rules.limit(standard, item)
        counts = [len(groups[c].get(item.group, ())) for c in ("sure", "possible")]
        judged = judge(
            tally,
            people,
            rules,
            limited=limit is not None,
            found=bool(known["found"] + known["possible"]),
            confidence=str(known["confidence"]),
        )
        assessed.append(
            _Assessed(
                item=item,
                limit=limit,
                evidence=known,
                possible=counts[1] - counts[0],
                tally=tally,
                judged=judged,
            )
        )
    table = _table(standard, names, assessed, place, people, rules)
    lost = unjoined(place, nearest[rules.foot, "sure"])
    table["reason"] = _reasons(standard, table, assessed, lost, facilities["name"], rules)
    table["reason"] = table["reason"].astype("str")
    return table[[*CHECKLIST.columns, *_EXTRA]]


_EXTRA = ("people", "cause", "beyond_m", "found", "expected", "found_share")


def _table(
    standard: Standard,
    names: pd.Index,
    assessed: Sequence[_Assessed],
    place: Place,
    people: Floats,
    rules: Rules,
) -> pd.DataFrame:
    """Every column but the reason, communities one after the other."""
    residents = np.repeat(people, len(assessed))
    land = np.repeat(place.add(place.land_m2), len(assessed))
    tally = [one.tally for one in assessed]
    covered = _stack([t.covered for t in tally])
    share = _share_of(residents)
    columns = {
        "requirement": _tile([one.item.requirement for one in assessed], names),
        "rule": _tile([rules.rule if one.limit else "none" for one in assessed], names),
        "limit": _tile([np.nan if one.limit is None else one.limit for one in assessed], names),
        "coverage_people": covered / share,
        "coverage_possible": _stack([t.covered_possible for t in tally]) / share,
        "coverage_residents_land": _stack([t.covered_land for t in tally]) / _share_of(land),
        "coverage_bicycle": _stack([t.bicycle for t in tally]) / share,
        "nearest_m": _stack([t.nearest_m for t in tally]),
        "verdict": _stack([one.judged.verdict for one in assessed]),
        "facility_id": _stack([t.facility_id for t in tally]),
        "people_uncovered": np.maximum(residents - covered, 0.0),
        "confidence": _tile([one.evidence["confidence"] for one in assessed], names),
        "people": residents,
        "cause": _stack([one.judged.cause for one in assessed]),
        "beyond_m": _stack([t.beyond_m for t in tally]),
        "found": _tile([int(one.evidence["found"]) for one in assessed], names),
        "expected": _tile([float(one.evidence["expected"]) for one in assessed], names),
        "found_share": _tile([float(one.evidence["found_share"]) for one in assessed], names),
    }
    return pd.DataFrame(columns, index=_index(standard, names, assessed))


def _index(standard: Standard, names: pd.Index, assessed: Sequence[_Assessed]) -> pd.MultiIndex:
    rows = len(names) * len(assessed)
    return pd.MultiIndex.from_arrays(
        [
            [standard.id] * rows,
            names.repeat(len(assessed)),
            _tile([one.item.level for one in assessed], names),
            _tile([one.item.id for one in assessed], names),
        ],
        names=CHECKLIST.index,
    )


def _stack(columns: Sequence[NDArray[np.generic]]) -> NDArray[np.generic]:
    """Item after item within each community, from one array of communities an item."""
    return np.stack(columns, axis=1).ravel() if columns else np.empty(0)


def _tile(values: Sequence[object], names: pd.Index) -> list[object]:
    """One value an item, again for every community."""
    return list(values) * len(names)


def _share_of(total: Floats) -> Floats:
    """A total to divide by: NaN where there is nothing to share."""
    return np.where(total > 0, total, np.nan)


def _reasons(
    standard: Standard,
    table: pd.DataFrame,
    assessed: Sequence[_Assessed],
    lost: Floats,
    facility_names: pd.Series,
    rules: Rules,
) -> list[str]:
    """One sentence or two for every row."""
    named = facility_names.dropna()
    near_edge = _stack([one.tally.near_edge for one in assessed])
    columns = zip(
        list(assessed) * len(lost),
        table["verdict"],
        table["cause"],
        table["people"],
        table["coverage_people"],
        table["coverage_possible"],
        table["coverage_bicycle"],
        table["nearest_m"],
        table["beyond_m"],
        table["facility_id"].map(named),
        near_edge,
        np.repeat(lost, len(assessed)),
        strict=True,
    )
    return [
        reason(
            Facts(
                item=one.item,
                limit=one.limit,
                minutes=standard.levels[one.item.level].minutes,
                verdict=row[0],
                cause=row[1],
                people=row[2],
                coverage=row[3],
                coverage_possible=row[4],
                coverage_bicycle=row[5],
                nearest_m=row[6],
                beyond_m=row[7],
                name=row[8] if isinstance(row[8], str) else None,
                near_edge=row[9],
                unjoined=row[10],
                found=int(one.evidence["found"]),
                expected=float(one.evidence["expected"]),
                possible=one.possible,
                confidence=str(one.evidence["confidence"]),
                locatable=str(one.evidence["locatable"]),
            ),
            rules,
        )
        for one, *row in columns
    ]
