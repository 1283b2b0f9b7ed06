"""An audit, and its inputs, in a few lines for the terminal."""

from collections.abc import Mapping

import pandas as pd

from accessibility.results import Results, Town
from accessibility.standards import Standard

_MOST_ROWS = 15

_WORDS = {
    "en": {
        "score": "{name}: {score} of 100 ({grade})",
        "none": "{name}: no score, nothing could be assessed",
        "levels": "15 min {level_15} · 10 min {level_10} · 5 min {level_5}",
        "items": "{items_met} of {items_required} required items met, {unknown} cannot be told",
        "row": "  {score:>5}  {grade}  {name} ({items_assessed} of {items_required} items told)",
        "more": "  ... and {n:,} more in scores.csv",
    },
    "zh": {
        "score": "{name}：{score}分（{grade}级）",
        "none": "{name}：数据不足，无法评分",
        "levels": "15分钟 {level_15} · 10分钟 {level_10} · 5分钟 {level_5}",
        "items": "应配建设施{items_required}类，达标{items_met}类，数据不足{unknown}类",
        "row": "  {score:>5}  {grade}  {name}（{items_required}类中{items_assessed}类可判定）",
        "more": "  ……另有{n:,}个，见scores.csv",
    },
}


def summary(results: Results) -> str:
    """The overall score by standard, and the communities that come lowest, lowest first."""
    words = _WORDS[results.study.lang]
    lines = []
    for key, standard in results.standards.items():
        name = standard.name_zh if results.study.lang == "zh" else standard.name_en
        overall = results.district[results.district.index == key].iloc[0]
        whole = _printed(overall) | {"name": name}
        scored = pd.notna(overall["score"])
        lines.append(words["score" if scored else "none"].format(**whole))
        lines.append(f"  {words['levels'].format(**whole)}")
        lines.append(f"  {words['items'].format(**whole)}")
        rows = results.scores[results.scores.index.get_level_values("standard") == key]
        rows = rows.sort_values("score", kind="stable")
        shown = rows.head(_MOST_ROWS)
        lines.extend(words["row"].format(**_printed(row)) for _, row in shown.iterrows())
        if len(rows) > len(shown):
            lines.append(words["more"].format(n=len(rows) - len(shown)))
    return "\n".join(lines)


def inputs_summary(town: Town, standards: Mapping[str, Standard]) -> str:
    """What was read, by table, and how many facilities of each type the standards ask for."""
    sources = (f"{s.role}: {s.name} ({s.date or 'date unknown'})" for s in town.sources)
    length = town.network.edge_mm.sum() / 1e6
    lines = [
        *sources,
        f"streets: {length:,.0f} km, {len(town.network.edge_mm):,} edges",
        f"communities: {len(town.communities):,}",
        f"people: {_people(town)} in {len(town.cells):,} cells",
        f"facilities: {len(town.facilities):,}",
    ]
    lines.extend(f"note: {remark}" for remark in town.remarks)
    found = town.facilities.groupby(["type", "certainty"]).size()
    types = dict.fromkeys(i.type for s in standards.values() for i in s.items if i.locatable)
    for kind in types:
        sure, possible = found.get((kind, "sure"), 0), found.get((kind, "possible"), 0)
        lines.append(f"  {kind:26} {sure:>5} sure {possible:>5} possible")
    return "\n".join(lines)


def _people(town: Town) -> str:
    if town.people_basis == "even":
        return "no number, weights spread evenly"
    return f"{town.cells['people'].sum():,.0f} ({town.people_basis.replace('_', ' ')})"


def _printed(row: "pd.Series[float]") -> dict[str, object]:
    """Scores with one decimal, and a dash where there is none."""
    unknown = row["items_required"] - row["items_assessed"]
    levels = ("level_15", "level_10", "level_5", "score")
    numbers = {k: "–" if pd.isna(row[k]) else f"{row[k]:.1f}" for k in levels}
    grade = "–" if pd.isna(row["grade"]) else row["grade"]
    told: dict[str, object] = {str(key): value for key, value in row.items()}
    return told | numbers | {"grade": grade, "unknown": unknown}
