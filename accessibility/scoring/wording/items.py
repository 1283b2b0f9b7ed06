"""What sentences say of an item that is the same in every community: its name, its limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from accessibility.scoring.evidence import Evidence
from accessibility.scoring.rules import STRAIGHT_LINE, Rules
from accessibility.scoring.wording.catalogue import SENTENCES
from accessibility.scoring.wording.names import (
    item_text,
    listed,
    part_name,
    part_text,
    sized,
    with_article,
)
from accessibility.standards import Item, Part, Standard
from accessibility.standards.schema import SUPPLY_RULES

_RIDING = ("cycle", "walk_or_cycle", "usual")
_KNOWN_WAYS = "wheelchair"  # the profile of whom only ways known to be passable are certain
_KINDS = {"capacity": "room", "vehicle": "engine", "presence": "held", "count": "held",
          "amount": "amount"}  # fmt: skip
_LAYER = {"subdistrict": "[inputs.units] street", "district": "[inputs] boundary"}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """An item that sentences are about."""

    item: Item
    standard: Standard
    rules: Rules
    evidence: Evidence

    @property
    def words(self) -> Mapping[str, str]:
        """The language's sentences."""
        return SENTENCES[self.rules.lang]

    @cached_property
    def rule(self) -> str:
        """The rule that decides."""
        return self.rules.rule_of(self.item)

    @cached_property
    def limit(self) -> float:
        """In the unit of its rule; 0 where there is none."""
        return float(self.rules.limit(self.standard, self.item) or 0.0)

    @cached_property
    def by_land(self) -> bool:
        """Whether its shares are of residential land."""
        return self.rules.weight_of(self.item) == "land"

    @cached_property
    def kind(self) -> str:
        """The kind of sentences that tell it."""
        if self.rule in _KINDS:
            return _KINDS[self.rule]
        if not self.item.more:
            return "near"
        if self.item.combine == "all":
            return "all"
        limits = {part_limit(self, part) for part in self.item.parts}
        return "some" if len(limits) == 1 else "any"

    @property
    def several(self) -> bool:
        """Whether there must be some of each of its parts."""
        return self.item.combine == "all" and bool(self.item.more)

    @cached_property
    def supply(self) -> bool:
        """Whether what its unit holds decides, not how near it is."""
        return self.rule in SUPPLY_RULES


def _within(subject: Subject, limit: float) -> str:
    """How near, and by what way of travel."""
    words, item = subject.words, subject.item
    timed = subject.rule in ("time", "vehicle")
    if subject.rule == STRAIGHT_LINE:
        way = "line"
    elif timed and item.travel in _RIDING:
        way = item.travel
    elif item.profile is not None:
        way = item.profile if f"way {item.profile}" in words else "other"
    else:
        way = "foot" if timed else "none"
    phrase = words[f"way {way}"].format(profile=item.profile)
    return words["within min" if timed else "within m"].format(limit=_number(limit), way=phrase)


def part_limit(subject: Subject, part: Part) -> float:
    """How near a part must be, in the unit of the rule."""
    if subject.rule == "time":
        return subject.limit
    return subject.rules.metres(subject.standard, subject.item, part) or 0.0


def _ways(subject: Subject, how: str) -> str:
    """The ways to satisfy an item of several parts, or that there is none of them."""
    words, item, lang = subject.words, subject.item, subject.rules.lang
    combine = "all" if how == "all" else "any"
    alone = len({part.type for part in item.parts}) == 1
    near: dict[str, list[str]] = {}
    first: dict[str, str] = {}  # of those equally near, with its article
    for part in item.parts:
        within = _within(subject, part_limit(subject, part))
        name = part_text(item, part, lang)
        if within not in near:
            again = words["again"].format(item=part_name(item, part, lang))
            repeated = alone and near  # "a park within 500 m, or one within 300 m"
            first[within] = (
                sized(again, part.min_site_m2, words) if repeated else with_article(name, words)
            )
        near.setdefault(within, []).append(name)
    told = [
        words[f"part {how}"].format(
            item=listed(names, combine, words),
            an_item=listed([first[within], *names[1:]], combine, words),
            within=within,
        )
        for within, names in near.items()
    ]
    return words[f"joint {how}"].join(told)


def _possible(subject: Subject) -> str:
    words, count = subject.words, subject.evidence.possible
    ones = words["one_possible" if count == 1 else "possible_ones"].format(count=count)
    if subject.item.profile == _KNOWN_WAYS:
        return words["possible_ways"].format(ones=words["joint ways"] + ones if count else "")
    return ones if count else words["some_possible"]  # of another part


def _settles(subject: Subject) -> str:
    if subject.item.profile == _KNOWN_WAYS:
        return subject.words["settles_ways"]
    by_area = subject.item.min_site_m2 is not None
    return subject.words["settles_area" if by_area else "settles_name"]


def _turnout(subject: Subject) -> str:
    minutes = subject.item.turnout_min
    return subject.words["turnout"].format(minutes=f"{minutes:g}") if minutes else ""


def _mode(subject: Subject) -> str:
    """Whom the study would have to let travel."""
    item = subject.item
    if subject.rule == "vehicle":
        return "fire_engine"
    if item.travel in _RIDING:
        return "usual" if item.travel == "usual" else "bike"
    return item.profile or subject.rules.profile_foot


def _traveller(subject: Subject) -> str:
    mode, words = _mode(subject), subject.words
    key = f"traveller {mode}" if f"traveller {mode}" in words else "traveller other"
    return words[key].format(profile=mode)


def _limit(subject: Subject) -> str:
    """Written as what is measured against it: an amount of 1.5 m² as 1.50."""
    limit = subject.limit
    to_cents = subject.kind == "amount" and not limit.is_integer() and round(limit, 2) == limit
    return f"{limit:,.2f}" if to_cents else _number(limit)


def _number(value: float) -> str:
    return f"{value:,.10g}"


PHRASES: Mapping[str, Callable[[Subject], str]] = {
    "item": lambda subject: item_text(subject.item, subject.rules.lang),
    "an_item": lambda subject: with_article(
        item_text(subject.item, subject.rules.lang), subject.words
    ),
    "within": lambda subject: _within(subject, subject.limit),
    "limit": _limit,
    "minutes": lambda subject: f"{subject.rules.minutes(subject.standard, subject.item) or 0:g}",
    "ways": lambda subject: _ways(subject, subject.item.combine),
    "no_ways": lambda subject: _ways(subject, "none"),
    "turnout": _turnout,
    "each": lambda subject: subject.words["each"] if subject.several else "",
    "unit": lambda subject: subject.words[f"unit {subject.item.counted_in}"],
    "units": lambda subject: subject.words[f"units {subject.item.counted_in}"],
    "layer": lambda subject: _LAYER.get(subject.item.counted_in, "[inputs.communities]"),
    "per": lambda subject: subject.words[f"per {subject.item.per or 'person'}"],
    "possible": _possible,
    "settles": _settles,
    "found": lambda subject: f"{subject.evidence.found:,}",
    "expected": lambda subject: f"{subject.evidence.expected:,.0f}",
    "traveller": _traveller,
    "mode": _mode,
    "group": lambda subject: subject.words[f"who {subject.item.audience}"],
}
"""What fills a brace of every sentence about an item."""
