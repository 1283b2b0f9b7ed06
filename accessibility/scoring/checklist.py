"""The verdict of every item of a standard in every community, with its evidence in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.scoring.evidence import Evidence, group_evidence
from accessibility.scoring.groups import facility_groups
from accessibility.scoring.reasons import About, Finding, reason
from accessibility.scoring.rules import Rules
from accessibility.scoring.tallies import Floats, Place, Tally, place_of, tallies, unjoined
from accessibility.scoring.verdicts import Judged, judge
from accessibility.standards import Item, Standard
from accessibility.tables import CHECKLIST, Nearest

__all__ = ["Rules", "checklist"]


_EXTRA = ("people", "cause", "beyond_m", "found", "expected", "found_share")


@dataclass(frozen=True, kw_only=True)
class _Assessed:
    """One item with all that was found out about it."""

    about: About
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
        facilities in the data that count for the item).
    """
    names = communities.index.sort_values()
    place = place_of(cells, names)
    members = facility_groups(facilities, {standard.id: standard})
    evidence = group_evidence(
        standard, members, float(cells["people"].sum()), sizes=facilities["type"].value_counts()
    )
    abouts = [_about(standard, item, evidence, rules) for item in standard.located]
    counted = tallies(standard, standard.located, place, nearest, rules)
    assessed = [
        _Assessed(about=about, tally=tally, judged=_judged(about, tally, place, rules))
        for about, tally in zip(abouts, counted, strict=True)
    ]
    table = _table(standard, names, assessed, place, rules)
    table["unjoined"] = np.repeat(unjoined(place, nearest[rules.foot, "sure"]), len(assessed))
    table["facility_name"] = table["facility_id"].map(facilities["name"].dropna())
    table["reason"] = _reasons(table, assessed, rules)
    return table[[*CHECKLIST.columns, *_EXTRA]]


def _about(standard: Standard, item: Item, evidence: Mapping[str, Evidence], rules: Rules) -> About:
    return About(
        item=item,
        limit=rules.limit(standard, item),
        minutes=standard.levels[item.level].minutes,
        evidence=evidence[item.group],
    )


def _judged(about: About, tally: Tally, place: Place, rules: Rules) -> Judged:
    people = place.add(place.people)
    return judge(tally, people, rules, limited=about.limit is not None, evidence=about.evidence)


def _table(
    standard: Standard,
    names: pd.Index,
    assessed: Sequence[_Assessed],
    place: Place,
    rules: Rules,
) -> pd.DataFrame:
    """Every column but the words, communities one after the other."""
    abouts = [one.about for one in assessed]
    evidence = [about.evidence for about in abouts]
    tally = [one.tally for one in assessed]
    residents = np.repeat(place.add(place.people), len(assessed))
    land = np.repeat(place.add(place.land_m2), len(assessed))
    covered = _stack([t.covered for t in tally])
    everyone = _to_share(residents)
    columns = {
        "requirement": _tile([about.item.requirement for about in abouts], names),
        "rule": _tile(["none" if a.limit is None else rules.rule for a in abouts], names),
        "limit": _tile([np.nan if a.limit is None else a.limit for a in abouts], names),
        "coverage_people": covered / everyone,
        "coverage_possible": _stack([t.covered_possible for t in tally]) / everyone,
        "coverage_residents_land": _stack([t.covered_land for t in tally]) / _to_share(land),
        "coverage_bicycle": _stack([t.bicycle for t in tally]) / everyone,
        "nearest_m": _stack([t.nearest_m for t in tally]),
        "verdict": _stack([one.judged.verdict for one in assessed]),
        "facility_id": _stack([t.facility_id for t in tally]),
        "people_uncovered": np.maximum(residents - covered, 0.0),
        "confidence": _tile([one.confidence for one in evidence], names),
        "people": residents,
        "cause": _stack([one.judged.cause for one in assessed]),
        "beyond_m": _stack([t.beyond_m for t in tally]),
        "people_near_edge": _stack([t.near_edge for t in tally]),
        "found": _tile([one.found for one in evidence], names),
        "expected": _tile([one.expected for one in evidence], names),
        "found_share": _tile([one.found_share for one in evidence], names),
    }
    return pd.DataFrame(columns, index=_index(standard, names, abouts))


def _index(standard: Standard, names: pd.Index, abouts: Sequence[About]) -> pd.MultiIndex:
    rows = len(names) * len(abouts)
    levels = [
        pd.Index([standard.id] * rows, dtype="str"),
        names.repeat(len(abouts)),
        pd.Index(_tile([about.item.level for about in abouts], names), dtype="str"),
        pd.Index(_tile([about.item.id for about in abouts], names), dtype="str"),
    ]
    return pd.MultiIndex.from_arrays(levels, names=CHECKLIST.index)


def _stack(columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Item after item within each community, from an array of communities for each item."""
    return np.stack(columns, axis=1).ravel() if columns else np.empty(0)


def _tile(values: Sequence[object], names: pd.Index) -> list[object]:
    """One value for each item, again for every community."""
    return list(values) * len(names)


def _to_share(total: Floats) -> Floats:
    """A total to divide by: NaN where there is nothing to share."""
    return np.where(total > 0, total, np.nan)


def _reasons(table: pd.DataFrame, assessed: Sequence[_Assessed], rules: Rules) -> pd.Series:
    """A sentence or two for every row."""
    findings = map(Finding._make, zip(*(table[name] for name in Finding._fields), strict=True))
    abouts = cycle([one.about for one in assessed])
    told = [reason(next(abouts), finding, rules) for finding in findings]
    return pd.Series(told, table.index, dtype="str")
