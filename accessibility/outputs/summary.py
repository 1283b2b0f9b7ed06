"""An audit, and its inputs, in a few lines for the terminal."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from accessibility.outputs.standards import settings_words
from accessibility.results import Results, Town
from accessibility.standards import SCORE_COLUMNS, Standard

_MOST_ROWS = 15
_MOST_STANDARDS = 3  # more are told without their communities
_DISTRICT = "district"  # the row of all people together

_WORDS = {
    "en": {
        "settings": "Settings: {}",
        "score": "{name}: {score} of 100 ({grade})",
        "score_ungraded": "{name}: {score} of 100",
        "none": "{name}: no score, nothing could be assessed",
        "level_15": "15 min",
        "level_10": "10 min",
        "level_5": "5 min",
        "level_5-10": "5–10 min",
        "level_30": "30 min",
        "level_rural_town": "town",
        "level_rural_village": "village",
        "level_community": "community",
        "level_subdistrict": "sub-district",
        "level_district": "district",
        "level_city": "city",
        "level_other": "other levels",
        "items": "{items_met} of {items_required} required items met, {unknown} cannot be told",
        "items_one": "{items_met} of 1 required item met, {unknown} cannot be told",
        "row": "  {score:>5}  {grade}  {name} ({items_assessed} of {items_required} items told)",
        "row_one": "  {score:>5}  {grade}  {name} ({items_assessed} of 1 item told)",
        "more": "  ... and {n:,} more in scores.csv",
        "audiences": "Panels (audiences.csv): {}",
        "children": "children {}",
        "elderly": "older people {}",
        "wheelchair": "wheelchair users {}",
        "graded": "{score} ({grade})",
        "ungraded": "{score}",
        "range": "{known} to {possible} of 100 (ways known to be passable / not known to be "
        "impassable)",
        "range_graded": "{range}, grade {grade}",
        "untold": "cannot be told",
        "units": "units.csv: each level on its own units",
        "needs": "Everyday needs met on foot (needs.csv): {sure} %{possible}",
        "possible": ", up to {} % with facilities that are only possible",
    },
    "zh": {
        "settings": "设置：{}",
        "score": "{name}：{score}分（{grade}级）",
        "score_ungraded": "{name}：{score}分",
        "none": "{name}：数据不足，无法评分",
        "level_15": "15分钟",
        "level_10": "10分钟",
        "level_5": "5分钟",
        "level_5-10": "5–10分钟",
        "level_30": "30分钟",
        "level_rural_town": "乡集镇",
        "level_rural_village": "村",
        "level_community": "社区",
        "level_subdistrict": "街道",
        "level_district": "区",
        "level_city": "全市",
        "level_other": "其他层级",
        "items": "应配建设施{items_required}类，达标{items_met}类，数据不足{unknown}类",
        "items_one": "应配建设施1类，达标{items_met}类，数据不足{unknown}类",
        "row": "  {score:>5}  {grade}  {name}（{items_required}类中{items_assessed}类可判定）",
        "row_one": "  {score:>5}  {grade}  {name}（1类中{items_assessed}类可判定）",
        "more": "  ……另有{n:,}个，见scores.csv",
        "audiences": "人群专题（audiences.csv）：{}",
        "children": "儿童{}",
        "elderly": "老年人{}",
        "wheelchair": "轮椅使用者{}",
        "graded": "{score}分（{grade}级）",
        "ungraded": "{score}分",
        "range": "{known}至{possible}分（仅计确认可通行的道路／计入未确认不可通行的道路）",
        "range_graded": "{range}，{grade}级",
        "untold": "数据不足",
        "units": "units.csv：各层级按对应单元评分",
        "needs": "生活需求步行解决率（needs.csv）：{sure}%{possible}",
        "possible": "，计入可能的设施为{}%",
    },
}


def summary(results: Results) -> str:
    """The overall score by standard, and the communities that come lowest, lowest first."""
    lang = results.study.lang
    settings = settings_words(results.study, lang)
    lines = [_WORDS[lang]["settings"].format(" · ".join(settings))] if settings else []
    for standard in results.standards.values():
        lines += _standard(results, standard)
        if len(results.standards) <= _MOST_STANDARDS:
            lines += (
                [f"  {results.hangs_on[standard.id]}"] if standard.id in results.hangs_on else []
            )
            lines += _lowest(results.scores, standard.id, lang)
    lines += [_WORDS[lang]["units"]] if len(results.unit_scores) else []
    return "\n".join([*lines, *_audiences(results.audiences, lang), *_needs(results.needs, lang)])


def _standard(results: Results, standard: Standard) -> list[str]:
    """Score, levels and items of one standard for all people together."""
    lang = results.study.lang
    words = _WORDS[lang]
    overall = results.district[results.district.index == standard.id].iloc[0]
    whole = _printed(overall) | {"name": standard.name_zh if lang == "zh" else standard.name_en}
    made = ((words[name], whole[column]) for column, name in _levels(standard).items())
    levels = [" ".join(map(str, pair)) for pair in made]
    said = "items_one" if whole["items_required"] == 1 else "items"
    graded = "score" if pd.notna(overall["grade"]) else "score_ungraded"
    return [
        words[graded if pd.notna(overall["score"]) else "none"].format(**whole),
        f"  {' · '.join(levels)}",
        f"  {words[said].format(**whole)}",
    ]


def _levels(standard: Standard) -> dict[str, str]:
    """Columns of the score that a standard has, each with the key of its name.

    That of the level behind it, where it is one alone.
    """
    behind: dict[str | None, set[str]] = {}
    for item in standard.scored:
        behind.setdefault(item.score_column, set()).add(item.level)
    return {
        column: f"level_{min(behind[column])}" if len(behind[column]) == 1 else column
        for column in SCORE_COLUMNS
        if column in behind
    }


def _lowest(scores: pd.DataFrame, standard: str, lang: str) -> list[str]:
    """The communities with the lowest scores, and how many more there are."""
    words = _WORDS[lang]
    rows = scores[scores.index.get_level_values("standard") == standard]
    rows = rows.sort_values("score", kind="stable")
    shown = rows.head(_MOST_ROWS)
    lines = [
        words["row_one" if row["items_required"] == 1 else "row"].format(**_printed(row))
        for _, row in shown.iterrows()
    ]
    more = len(rows) - len(shown)
    return [*lines, words["more"].format(n=more)] if more else lines


def _audiences(panels: pd.DataFrame, lang: str) -> list[str]:
    """What the panels say of all people together, in one line."""
    if panels.empty:
        return []
    words, told = _WORDS[lang], []
    table = panels.reset_index()
    for _, row in table[table["community_id"] == _DISTRICT].iterrows():
        told.append(words[row["audience"]].format(_panel(row, words)))
    return [words["audiences"].format(" · ".join(told))]


def _panel(row: "pd.Series[Any]", words: Mapping[str, str]) -> str:
    """A panel's score, a wheelchair's as the range that the unknown ways leave open."""
    ends = [f"{row[name]:.1f}" for name in ("score_known", "score_possible")]
    if row["audience"] == "wheelchair" and "nan" not in ends and ends[0] != ends[1]:
        between = words["range"].format(known=ends[0], possible=ends[1])
        graded = words["range_graded"].format(range=between, grade=row["grade"])
        return between if pd.isna(row["grade"]) else graded
    if pd.isna(row["score"]):
        return words["untold"]
    said = "ungraded" if pd.isna(row["grade"]) else "graded"
    return words[said].format(score=f"{row['score']:.1f}", grade=row["grade"])


def _needs(needs: pd.DataFrame, lang: str) -> list[str]:
    """The share of everyday needs met on foot, of all people together."""
    if needs.empty or _DISTRICT not in needs.index.get_level_values("unit"):
        return []
    words = _WORDS[lang]
    row = needs.xs(_DISTRICT, level="unit").iloc[0]
    if pd.isna(row["share"]):
        return []
    sure, possible = (f"{100 * row[name]:.0f}" for name in ("share", "share_possible"))
    up_to = "" if possible == sure else words["possible"].format(possible)
    return [words["needs"].format(sure=sure, possible=up_to)]


def inputs_summary(town: Town, standards: Mapping[str, Standard]) -> str:
    """What was read, by table, and how many facilities of each type the standards ask for."""
    sources = (f"{s.role}: {s.name} ({s.date or 'date unknown'})" for s in town.sources)
    length = town.network.edge_mm.sum() / 1e6
    lines = [
        *sources,
        f"streets: {length:,.0f} km, {_counted(len(town.network.edge_mm), 'edge')}",
        f"communities: {len(town.communities):,}",
        f"people: {_people(town)} in {_counted(len(town.cells), 'cell')}",
        f"facilities: {len(town.facilities):,}",
    ]
    lines.extend(f"note: {remark}" for remark in town.remarks)
    found = town.facilities.groupby(["type", "certainty"]).size()
    types = dict.fromkeys(part.type for one in standards.values() for part in one.parts)
    for kind in types:
        sure, possible = found.get((kind, "sure"), 0), found.get((kind, "possible"), 0)
        lines.append(f"  {kind:26} {sure:>5} sure {possible:>5} possible")
    return "\n".join(lines)


def _people(town: Town) -> str:
    if town.people_basis == "even":
        return "no number, weights spread evenly"
    return f"{town.cells['people'].sum():,.0f} ({town.people_basis.replace('_', ' ')})"


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _printed(row: "pd.Series[float]") -> dict[str, object]:
    """Scores with one decimal, and a dash where there is none."""
    unknown = row["items_required"] - row["items_assessed"]
    columns = (*SCORE_COLUMNS, "score")
    numbers = {k: "–" if pd.isna(row[k]) else f"{row[k]:.1f}" for k in columns}
    grade = "–" if pd.isna(row["grade"]) else row["grade"]
    told: dict[str, object] = {str(key): value for key, value in row.items()}
    return told | numbers | {"grade": grade, "unknown": unknown}
