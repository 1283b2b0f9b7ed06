"""The grammar of facility filters: text to tests, once, with every fault named.

The grammar stands at the head of `standards/facility_types.toml`. A filter is a choice of
clauses, a clause is a row of tests that must all hold.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter

from accessibility.errors import FilterCycleError, FilterError, UnknownNameError
from accessibility.inputs.names import normalised
from accessibility.standards.types import Filter, TypeTable, type_table

_TEST = re.compile(
    r"(?P<no>!)?(?P<keys>[^\s!=~<>\[\]@]+)(?P<op>!=|<=|>=|=|~|\[)(?P<words>.*)", re.S
)
_AROUND_BARS = re.compile(r"\s*\|\s*")
_NAMES = {"name": "names", "main_name": "main_name"}
_PLACES = {"type": "type", "inside": "inside", "outside": "inside", "geom": "geom"}
GEOMETRIES = ("point", "line", "area")


@dataclass(frozen=True)
class Test:
    """One condition. `negated` turns it round: an object without the key then passes."""

    kind: str  # has, is, contains, number, names, main_name, geom, type, inside, filter
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    negated: bool = False

    __test__ = False  # not a test case, whatever its name says to pytest


Clause = tuple[Test, ...]
Clauses = tuple[Clause, ...]


@dataclass(frozen=True, kw_only=True)
class TypeFilters:
    """The filters of one type, ready to be asked."""

    sure: Clauses
    possible: Clauses
    parts: Clauses


@dataclass(frozen=True, kw_only=True)
class Filters:
    """All filters of a table, types in an order in which each comes after those it asks for."""

    types: Mapping[str, TypeFilters]
    named: Mapping[str, Clauses]
    dead: Clauses

    def needed(self, types: Collection[str]) -> list[str]:
        """The types that must be known to know these, in order."""
        wanted = set(types)
        for key in reversed(list(self.types)):  # a type only asks for types before it
            if key in wanted:
                wanted |= _asked(self.types[key])
        return [key for key in self.types if key in wanted]


@cache
def standard_filters() -> Filters:
    """The filters of the package's own table."""
    return compile_filters(type_table())


def compile_filters(table: TypeTable) -> Filters:
    """Parse every filter of a table and put the types in order."""
    named = {name: parse(name, lines, table) for name, lines in table.filters.items()}
    _require_no_circle({name: _referred(clauses) for name, clauses in named.items()})
    types = {
        key: TypeFilters(
            sure=parse(f"{key}.sure", entry.sure, table),
            possible=parse(f"{key}.possible", entry.possible, table),
            parts=parse(f"{key}.parts", entry.parts, table),
        )
        for key, entry in table.types.items()
    }
    order = _require_no_circle({key: _asked(filters) for key, filters in types.items()})
    return Filters(
        types={key: types[key] for key in order},
        named=named,
        dead=parse("dead", table.dead, table),
    )


def parse(where: str, lines: Filter, table: TypeTable) -> Clauses:
    """A filter's clauses; `where` names it in messages."""
    return tuple(
        tuple(
            _parse_test(where, condition, clause, table)
            for condition in _pieces(where, clause, "&")
        )
        for line in lines
        for clause in _pieces(where, _AROUND_BARS.sub("|", line), ";")
    )


def _pieces(where: str, text: str, separator: str) -> list[str]:
    pieces = [piece.strip() for piece in text.split(separator)]
    if "" in pieces:
        place = sum(len(piece) + 1 for piece in text.split(separator)[: pieces.index("")])
        raise FilterError(where, text, place, f"nothing stands beside {separator!r}")
    return pieces


def _parse_test(where: str, condition: str, clause: str, table: TypeTable) -> Test:
    at = clause.find(condition)
    if condition.startswith("@"):
        if condition[1:] not in table.filters:
            raise UnknownNameError(f"{where}: filter", condition[1:], table.filters)
        return Test("filter", words=(condition[1:],))
    found = _TEST.fullmatch(condition)
    if found is None:
        raise FilterError(where, clause, at, f"{condition!r} is no condition")
    if found["no"] and found["op"] != "~":
        raise FilterError(where, clause, at, "`!` stands before a key only with `~`")
    try:
        test = _test(where, tuple(found["keys"].split("|")), found["op"], found["words"], table)
    except ValueError as error:
        raise FilterError(where, clause, at + found.start("words"), str(error)) from error
    turned = bool(found["no"]) or found["op"] == "!="
    return replace(test, negated=test.negated != turned)


def _test(where: str, keys: tuple[str, ...], op: str, text: str, table: TypeTable) -> Test:
    """The test as if it were not negated by `!`; ValueError says what is wrong with the words."""
    if op in ("<=", ">=", "["):
        low, high = _range(op, text)
        return Test("number", keys, low=low, high=high)
    words = tuple(_words(where, text, table))
    if op == "~":
        return Test(_NAMES.get(keys[0], "contains"), keys, _patterns(words))
    if op == "=" and keys[0] in _PLACES:
        known = GEOMETRIES if keys[0] == "geom" else table.types
        for word in words:
            if word not in known:
                raise UnknownNameError(f"{where}: {keys[0]}", word, known)
        return Test(_PLACES[keys[0]], words=words, negated=keys[0] == "outside")
    return Test("has", keys) if words == ("*",) else Test("is", keys, words)


def _words(where: str, text: str, table: TypeTable) -> Iterator[str]:
    """The words of a choice, with named lists put in."""
    for word in (word.strip() for word in text.split("|")):
        if not word:
            raise ValueError("a word is missing")
        if not word.startswith("@"):
            yield word
        elif word[1:] in table.words:
            yield from table.words[word[1:]]
        else:
            raise UnknownNameError(f"{where}: word list", word[1:], table.words)


def _patterns(words: tuple[str, ...]) -> tuple[str, ...]:
    """Patterns as they stand in normalised names; a pattern that could never match is a fault."""
    patterns = tuple(dict.fromkeys(word.replace("_", " ") for word in words))
    for pattern, plain in zip(patterns, normalised(patterns), strict=True):
        if pattern.strip() != plain.strip():
            raise ValueError(f"{pattern!r} is never found: names are compared as {plain.strip()!r}")
    return patterns


def _range(op: str, text: str) -> tuple[float, float]:
    if op == "<=":
        return -math.inf, float(text)
    if op == ">=":
        return float(text), math.inf
    found = re.fullmatch(r"([\d.]+)\.\.([\d.]+)\]", text)
    if found is None:
        raise ValueError("a range is written [a..b]")
    return float(found[1]), float(found[2])


def _asked(filters: TypeFilters) -> set[str]:
    """The types that a type's filters ask for."""
    tests = (test for clause in filters.sure + filters.possible for test in clause)
    return {word for test in tests if test.kind in ("type", "inside") for word in test.words}


def _referred(clauses: Clauses) -> set[str]:
    return {test.words[0] for clause in clauses for test in clause if test.kind == "filter"}


def _require_no_circle(graph: Mapping[str, set[str]]) -> list[str]:
    """The names in an order in which each comes after those it refers to."""
    sorter = TopologicalSorter({name: sorted(graph[name]) for name in graph})
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise FilterCycleError(error.args[1]) from error
