"""A verdict in words, Chinese or English: what was found, and what would settle a doubt."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from accessibility.measures.confidence import THIN
from accessibility.scoring.evidence import Evidence
from accessibility.scoring.numbers import metres_text, people_text, share_text
from accessibility.scoring.rules import STRAIGHT_LINE, Rules
from accessibility.scoring.sentences import SENTENCES
from accessibility.scoring.verdicts import (
    FAILING,
    NO_LIMIT,
    NOBODY,
    NONE_FOUND,
    SPARSE,
)
from accessibility.standards import Item

_IN_BRACKETS = re.compile(r"\s*[（(][^（()）]*[)）]$")


@dataclass(frozen=True, kw_only=True)
class About:
    """What is the same about an item in every community."""

    item: Item
    limit: float | None  # [m], [min] under the rule of time
    minutes: float | None  # of the level, by bicycle too
    evidence: Evidence


class Finding(NamedTuple):
    """What was found of an item in one community; the columns of a checklist's row."""

    verdict: str
    cause: str
    people: float
    people_uncovered: float
    coverage_people: float
    coverage_possible: float
    coverage_bicycle: float
    nearest_m: float
    beyond_m: float
    facility_name: object  # NaN where it has none
    people_near_edge: float  # people beyond the limit, near the edge of the data
    unjoined: float  # people who could not join the network


def reason(about: About, finding: Finding, rules: Rules) -> str:
    """Say why the verdict is what it is."""
    telling = _Telling(about=about, finding=finding, rules=rules)
    words = telling.words
    keys = (_key(telling), *_remarks(telling))
    return words["joint"].join(words[key].format_map(telling) for key in keys)


def item_text(item: Item, lang: str) -> str:
    """Name of an item within a sentence: without what it has in brackets, with its least area."""
    name = _IN_BRACKETS.sub("", item.name_zh if lang == "zh" else item.name_en)
    if lang == "en" and not name[:2].isupper():
        name = name[:1].lower() + name[1:]
    if item.min_site_m2 is None:
        return name
    return SENTENCES[lang]["sized"].format(item=name, area=f"{item.min_site_m2:,.0f}")


def _key(telling: "_Telling") -> str:
    """The sentence that tells a finding."""
    finding = telling.finding
    evidence = telling.about.evidence
    if finding.cause == SPARSE and evidence.found + evidence.too_small == 0:
        return "none certain"
    if finding.verdict == "met" and not math.isfinite(finding.nearest_m):
        return "met by few"  # the pass share is low, and the median resident reaches none
    return finding.cause or ("not_met" if finding.verdict == "partly" else finding.verdict)


def _remarks(telling: "_Telling") -> list[str]:
    """What a reader must know besides, so that a figure is not taken for more than it is."""
    finding, about = telling.finding, telling.about
    if finding.cause in (NOBODY, NO_LIMIT, NONE_FOUND):
        return []
    failing = finding.verdict in FAILING
    told = {
        "at_edge": failing and finding.people_near_edge > 0,
        "unjoined": finding.unjoined > 0,
        "thin": failing and about.evidence.confidence == THIN,
        "in_part": failing
        and about.evidence.confidence != THIN
        and about.evidence.locatable != "yes",
    }
    return [key for key, holds in told.items() if holds]


@dataclass(frozen=True, kw_only=True)
class _Telling:
    """What fills a sentence's braces, each put into words only when a sentence asks for it."""

    about: About
    finding: Finding
    rules: Rules

    @property
    def words(self) -> Mapping[str, str]:
        """The language's sentences."""
        return SENTENCES[self.rules.lang]

    def __getitem__(self, part: str) -> str:
        return _PARTS[part](self)

    def share(self, share: float) -> str:
        """A share of residents in words."""
        return share_text(share, self.rules.pass_share, self.rules.lang)

    def metres(self, metres: float) -> str:
        """A distance in words, never across the limit."""
        limit = self.about.limit
        return metres_text(metres, math.nan if limit is None else self.rules.limit_m(limit))

    def some(self, people: float, key: str) -> str:
        """Some of the people: their number, or their share where people are only weights."""
        if self.rules.people_are_counts:
            return self.words[key].format(people=people_text(people))
        return self.words["people_share"].format(share=self.share(people / self.finding.people))


def _whom(telling: _Telling) -> str:
    """Who is beyond the limit, with the verb that English bends by their number."""
    share = telling.share(1 - telling.finding.coverage_people)
    people = people_text(telling.finding.people_uncovered)
    if not telling.rules.people_are_counts:
        return telling.words["whom_share"].format(share=share)
    return telling.words["whom_one" if people == "1" else "whom"].format(people=people, share=share)


def _within(telling: _Telling) -> str:
    limit = f"{telling.about.limit or 0:,.10g}"
    return telling.words[f"within_{telling.rules.rule}"].format(limit=limit)


def _away(telling: _Telling) -> str:
    key = "away_straight_line" if telling.rules.rule == STRAIGHT_LINE else "away"
    return telling.words[key].format(metres=telling.metres(telling.finding.nearest_m))


def _nearest_beyond(telling: _Telling) -> str:
    """How far those beyond the limit have it."""
    metres = telling.finding.beyond_m
    if math.isnan(metres):
        return ""
    if math.isinf(metres):
        return telling.words["beyond_none"]
    return telling.words["beyond"].format(metres=telling.metres(metres))


def _name(telling: _Telling) -> str:
    name = telling.finding.facility_name
    if not isinstance(name, str):
        return telling.words["unnamed"]
    return telling.words["named"].format(name=name)


def _possible(telling: _Telling) -> str:
    count = telling.about.evidence.possible
    return telling.words["one_possible" if count == 1 else "possible_ones"].format(count=count)


def _settles(telling: _Telling) -> str:
    by_area = telling.about.item.min_site_m2 is not None
    return telling.words["settles_area" if by_area else "settles_name"]


_PARTS: Mapping[str, Callable[[_Telling], str]] = {
    "item": lambda telling: item_text(telling.about.item, telling.rules.lang),
    "name": _name,
    "away": _away,
    "within": _within,
    "whom": _whom,
    "nearest_beyond": _nearest_beyond,
    "share": lambda telling: telling.share(telling.finding.coverage_people),
    "possible_share": lambda telling: telling.share(telling.finding.coverage_possible),
    "bicycle_share": lambda telling: telling.share(telling.finding.coverage_bicycle),
    "minutes": lambda telling: f"{telling.about.minutes or 0:g}",
    "possible": _possible,
    "settles": _settles,
    "near_edge": lambda telling: telling.some(telling.finding.people_near_edge, "near_edge"),
    "unjoined": lambda telling: telling.some(telling.finding.unjoined, "residents"),
    "found": lambda telling: f"{telling.about.evidence.found:,}",
    "expected": lambda telling: f"{telling.about.evidence.expected:,.0f}",
}
