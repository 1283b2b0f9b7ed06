"""What an item is called within a sentence."""

import re
from collections.abc import Mapping, Sequence

from accessibility.scoring.wording.catalogue import SENTENCES
from accessibility.standards import Item, Part
from accessibility.standards.types import facility_types

_IN_BRACKETS = re.compile(r"\s*[（(][^（()）]*[)）]$")
_QUALIFIER = re.compile(r", (any\b|both\b|\d).*$")  # ", any level", ", 20-50 ha": told otherwise
_TAKES_AN = re.compile(r"(?!uni|use|eu|one\b)[aeiou]|[AEFHILMNORSX](?=[A-Z])")

# Headings of the tables of the standards that "the nearest ... is" cannot take.
_ONE_OF = {"Catering": "Place to eat", "Community shops": "Community shop"}

# Names of indicators: a coverage, an arrival, an area a head. What they count is of their type.
_INDICATOR_ZH = re.compile(r"率|圈(?!居)|网络$|人均|未达标|到达|到场|步行|\d米")
_INDICATOR_EN = re.compile(
    r"coverage|\bwithin\b|arrives|without|communities with|(?:a|per) person|circle|network"
    r"|-minute walk",
    re.IGNORECASE,
)


def item_text(item: Item, lang: str) -> str:
    """Name of an item within a sentence: without what it has in brackets, with its least area."""
    parts, words = item.parts, SENTENCES[lang]
    if _names_a_thing(item):
        name = _bare(item.name_zh if lang == "zh" else item.name_en, lang)
    elif len({part.type for part in parts}) == 1:
        name = part_name(item, parts[0], lang)
    else:
        return listed([part_text(item, part, lang) for part in parts], item.combine, words)
    alike = len({part.min_site_m2 for part in parts}) == 1
    return sized(name, item.min_site_m2 if alike else None, words)


def part_text(item: Item, part: Part, lang: str) -> str:
    """Name of one of an item's parts, with its least area."""
    return sized(part_name(item, part, lang), part.min_site_m2, SENTENCES[lang])


def part_name(item: Item, part: Part, lang: str) -> str:
    """Name of what a part counts: the item's own where that says it, else that of its type."""
    types, alone = facility_types(), len({one.type for one in item.parts}) == 1
    own = alone and _names_a_thing(item)
    named = item if own or part.type not in types else types[part.type]
    return _bare(named.name_zh if lang == "zh" else named.name_en, lang)


def sized(name: str, area: float | None, words: Mapping[str, str]) -> str:
    """A name with the least area that is asked."""
    return name if area is None else words["sized"].format(item=name, area=f"{area:,.0f}")


def with_article(name: str, words: Mapping[str, str]) -> str:
    """A name with "a" or "an" where the language has them."""
    return words["an" if _TAKES_AN.match(name) else "a"].format(item=name)


def listed(names: Sequence[str], combine: str, words: Mapping[str, str]) -> str:
    """Names in a row, each once: any of them, or all."""
    once = list(dict.fromkeys(names))
    if len(once) == 1:
        return once[0]
    return words["list"].join(once[:-1]) + words[f"last {combine}"] + once[-1]


def _names_a_thing(item: Item) -> bool:
    """Whether the item's name says what stands there, not what is counted of it."""
    return not (_INDICATOR_ZH.search(item.name_zh) or _INDICATOR_EN.search(item.name_en))


def _bare(name: str, lang: str) -> str:
    name = _QUALIFIER.sub("", _IN_BRACKETS.sub("", name))
    name = _ONE_OF.get(name, name)
    if lang == "en" and not name[:2].isupper():
        name = name[:1].lower() + name[1:]
    return name
