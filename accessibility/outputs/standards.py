"""What a standard asks, in words: the limit of every kind of rule, sizes, people, certainty."""

from collections.abc import Mapping

from accessibility.outputs.standard_words import WORDS
from accessibility.standards import Item, Level, Part, Standard
from accessibility.standards.schema import CERTAINTIES, KINDS, SUPPLY_RULES
from accessibility.standards.types import facility_types
from accessibility.study import RULES, WEIGHTS, Study

LOW_CERTAINTY = CERTAINTIES[2:]  # marked wherever they are shown

_PROFILES = ("child", "elderly", "wheelchair")


def requirement_words(item: Item, lang: str) -> str:
    """Required or recommended, as planners write it."""
    return WORDS[lang][item.requirement]


def certainty_words(certainty: str, lang: str) -> str:
    """How sure the figures are, those of low certainty with a mark."""
    return WORDS[lang][certainty]


def certainty_legend(lang: str) -> str:
    """What the words for certainty mean, in one sentence."""
    return WORDS[lang]["certainty_legend"]


def item_name(item: Item, lang: str) -> str:
    """Its name in a language."""
    return item.name_zh if lang == "zh" else item.name_en


def limit_words(standard: Standard, item: Item, lang: str, *, rule: str = "distance") -> str:
    """What an item asks for, in words.

    Parameters
    ----------
    rule : distance, time or straight_line
        What decides where the standard leaves it open.

    Examples
    --------
    >>> from accessibility.standards import standard
    >>> one = standard("parkserve")
    >>> limit_words(one, one.items[0], "en")
    '805 m on foot by the streets'
    """
    words = WORDS[lang]
    if not item.locatable:
        return words["not_located"]
    decides = item.rule or rule
    if decides in SUPPLY_RULES:
        return _supply(item, lang, decides)
    if decides == "vehicle":
        return _vehicle(standard, item, words)
    if decides == "capacity":
        return words["capacity"].format(
            reach=_reach(standard, item, lang, rule), people=_most(standard, item, words, lang)
        )
    return _reach(standard, item, lang, decides)


def sizes_words(item: Item, lang: str) -> str:
    """The least size that is asked for, and the sizes of the standard that no map can check."""
    words = WORDS[lang]
    told = []
    if item.min_site_m2 is not None and not item.more:
        told.append(words["asked"].format(size=_number(item.min_site_m2, lang)))
    site = _range(item.site_m2, item.max_site_m2, words, lang)
    building = _range(item.min_building_m2, item.max_building_m2, words, lang)
    told += [words["site"].format(size=site)] if site else []
    told += [words["building"].format(size=building)] if building else []
    return words["list"].join(told)


def people_words(people: tuple[float | None, float | None], lang: str) -> str:
    """People that one facility serves: "5,000–8,000"; empty where the standard does not say."""
    least, most = people
    if least is None or most is None:
        return ""
    figures = dict.fromkeys((_number(least, lang), _number(most, lang)))
    return "–".join(figures)


def holds_for(item: Item, lang: str) -> str:
    """For which communities, for whom and of what its share is; empty where for all."""
    words = WORDS[lang]
    told = []
    if set(item.kinds) != set(KINDS):
        told.append(words["list"].join(words[f"kind_{kind}"] for kind in item.kinds))
    if item.audience != "all":
        told.append(words[f"audience_{item.audience}"])
    if item.weight is not None:
        told.append(words[f"weight_{item.weight}"])
    if item.tier is not None:
        told.append(words[f"tier_{item.tier}"])
    return words["clause"].join(told)


def level_words(level: Level, lang: str) -> str:
    """A level's name with its minutes, distance and people, as far as it has them."""
    words = WORDS[lang]
    people = people_words(level.people or (None, None), lang)
    told = [
        words["minutes"].format(n=f"{level.minutes:g}") if level.minutes else "",
        words["metres"].format(n=_number(level.distance_m, lang)) if level.distance_m else "",
        words["people"].format(n=people) if people else "",
    ]
    figures = words["list"].join(part for part in told if part)
    name = level.name_zh if lang == "zh" else level.name_en
    return words["level"].format(name=name, figures=figures) if figures else name


def settings_words(study: Study, lang: str) -> list[str]:
    """Settings of a study that change its scores, where they are not the usual ones."""
    words = WORDS[lang]
    usual = ((study.rule, RULES[0]), (study.weight, WEIGHTS[0]))
    chosen = [words[f"setting_{own}"] for own, default in usual if own != default]
    told = [words["setting_open"].format(settings=words["list"].join(chosen))] if chosen else []
    if study.min_certainty != CERTAINTIES[-1]:
        certainty = words[f"setting_{study.min_certainty}"]
        told.append(words["setting_least"].format(certainty=certainty))
    return told


def _reach(standard: Standard, item: Item, lang: str, rule: str) -> str:
    """How near, for every part that will do or is needed."""
    words = WORDS[lang]
    limits = [_near(standard, item, part, lang, rule) for part in item.parts]
    if not item.more:
        return limits[0]
    names = _part_names(item, lang)
    joint = words[f"joint_{item.combine}"]
    if len({*limits}) == 1:
        return words["part"].format(what=joint.join(names), limit=limits[0])
    parts = [
        words["part"].format(what=n, limit=near) for n, near in zip(names, limits, strict=True)
    ]
    return words[f"ways_{item.combine}"].join(parts)


def _near(standard: Standard, item: Item, part: Part, lang: str, rule: str) -> str:
    """How near one part must be."""
    words = WORDS[lang]
    figure = standard.limit_min(item) if rule == "time" else standard.limit_m(item, part)
    if figure is None:
        return words["no_limit"]
    limit = words[rule].format(n=_number(figure, lang), way=_way(item, words))
    of_level = rule != "time" and part.radius_m is None
    return words["of_level"].format(limit=limit) if of_level else limit


def _way(item: Item, words: Mapping[str, str]) -> str:
    """Who travels, and how."""
    if item.profile == "wheelchair":
        return words["way_wheelchair"]
    way = words[f"way_{item.travel}"]
    if item.profile is None:
        return way
    who = f"as_{item.profile}" if item.profile in _PROFILES else "as_other"
    return words[who].format(way=way, profile=item.profile)


def _supply(item: Item, lang: str, rule: str) -> str:
    """How much its unit must hold."""
    words = WORDS[lang]
    least = _number(item.least if item.least is not None and rule != "presence" else 1, lang)
    unit = words[f"in_{item.counted_in}"]
    if rule == "amount":
        limit = words["amount"].format(n=least, unit=unit, per=words[f"per_{item.per}"])
    else:
        limit = words["count"].format(n=least, unit=unit)
    if not item.more:
        return limit
    what = words[f"joint_{item.combine}"].join(_part_names(item, lang))
    return words["part"].format(what=what, limit=limit)


def _vehicle(standard: Standard, item: Item, words: Mapping[str, str]) -> str:
    """Minutes from dispatch, and what the vehicle's district does not reach across."""
    fire = item.profile in (None, "fire_engine")
    told = words["vehicle"].format(
        who=words["fire_engine"] if fire else item.profile, n=f"{standard.limit_min(item):g}"
    )
    if item.turnout_min:
        told += words["turnout"].format(n=f"{item.turnout_min:g}")
    if item.barriers:
        crossed = words["list"].join(words[f"barrier_{one}"] for one in item.barriers)
        told += words["not_across"].format(barriers=crossed)
    return told


def _most(standard: Standard, item: Item, words: Mapping[str, str], lang: str) -> str:
    most = standard.served(item)
    return words["unknown"] if most is None else _number(most, lang)


def _part_names(item: Item, lang: str) -> list[str]:
    """What each part is: its type where types differ, and its least size."""
    words, types = WORDS[lang], facility_types()
    several = len({part.type for part in item.parts}) > 1
    told = []
    for part in item.parts:
        kind = types.get(part.type)
        name = part.type if kind is None else kind.name_zh if lang == "zh" else kind.name_en
        size = _number(part.min_site_m2, lang) if part.min_site_m2 is not None else ""
        sized = words["sized"].format(size=size) if size else ""
        told.append(" ".join(filter(None, (name if several or not sized else "", sized))))
    return told


def _range(least: float | None, most: float | None, words: Mapping[str, str], lang: str) -> str:
    if least is not None and most is not None:
        return f"{_number(least, lang)}–{_number(most, lang)}"
    if least is not None:
        return words["at_least"].format(n=_number(least, lang))
    return "" if most is None else words["at_most"].format(n=_number(most, lang))


def _number(value: float, lang: str) -> str:
    """As each language writes it: 50,000 or 5万."""
    if lang == "en":
        return f"{value:,.10g}"
    tens = value >= 10_000 and value % 1_000 == 0
    return f"{value / 10_000:g}万" if tens else f"{value:.10g}"
