"""What keys of an item must say together: a rule and its figures, sizes that fit."""

from collections.abc import Iterator, Mapping
from typing import Any

# Keys that a rule asks for, and those that would say nothing under any other rule.
_NEEDS = {"amount": ("least", "per")}
_ONLY_FOR = {
    "least": ("count", "amount"),
    "per": ("amount",),
    "turnout_min": ("vehicle",),
    "barriers": ("vehicle",),
    "travel": ("time",),
    "unit": ("presence", "count", "amount"),
}
_LIMIT = {  # what a rule is limited by: a key of the item, else one of its level
    "distance": ("radius_m", "distance_m"),
    "straight_line": ("radius_m", "distance_m"),
    "time": ("minutes", "minutes"),
    "vehicle": ("minutes", "minutes"),
}
_SUPPLY = ("presence", "count", "amount")
_IN_ORDER = (("min_site_m2", "site_m2"), ("min_site_m2", "max_site_m2"), ("site_m2", "max_site_m2"),
             ("min_building_m2", "max_building_m2"))  # fmt: skip


def sense_faults(where: str, item: Mapping[str, Any], level: Mapping[str, Any]) -> list[str]:
    """What does not go together in an item whose keys are each as they should be."""
    return [f"{where}: {fault}" for fault in (*_of_rule(item, level), *_of_sizes(item))]


def _of_rule(item: Mapping[str, Any], level: Mapping[str, Any]) -> Iterator[str]:
    rule = item.get("rule")
    for key in _NEEDS.get(str(rule), ()):
        if key not in item:
            yield f"rule {rule!r} needs {key!r}"
    for key, rules in _ONLY_FOR.items():
        if key in item and rule not in rules:
            yield f"{key!r} means something under rule {' or '.join(rules)} only"
    for key in ("radius_m", "minutes", "profile"):
        if rule in _SUPPLY and any(key in part for part in (item, *item.get("more", ()))):
            yield f"rule {rule!r} counts what a unit holds; it takes no {key!r}"
    own, of_level = _LIMIT.get(str(rule), ("level", ""))
    if own not in item and of_level not in level:
        yield f"rule {rule!r} needs {own!r}, or a level with {of_level!r}"
    if "combine" in item and "more" not in item:
        yield "'combine' needs 'more', the further parts"
    yield from _of_figures(item, level)


def _of_figures(item: Mapping[str, Any], level: Mapping[str, Any]) -> Iterator[str]:
    rule = item.get("rule")
    if rule == "vehicle" and _minutes(item, level) <= item.get("turnout_min", 0):
        yield "nothing is left of 'minutes' after 'turnout_min'"
    least = item.get("least", 1)
    if rule == "count" and (least < 1 or least != int(least)):
        yield "'least' of rule 'count' is a whole number of facilities, 1 or more"


def _of_sizes(item: Mapping[str, Any]) -> Iterator[str]:
    for small, large in _IN_ORDER:
        if small in item and large in item and item[small] > item[large]:
            yield f"{small} is {item[small]:g}, above {large} of {item[large]:g}"


def _minutes(item: Mapping[str, Any], level: Mapping[str, Any]) -> float:
    return float(item.get("minutes", level.get("minutes", float("inf"))))
