"""Map objects as places: what each is, what it is called, and of which types it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from accessibility.inputs.matching import Matcher
from accessibility.inputs.names import stems
from accessibility.inputs.tags import NO_ROWS, Rows, among
from accessibility.standards.types import FacilityType, facility_types

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Pairs = tuple[Ints, Ints]

POINT, LINE, AREA = 0, 1, 2

NAMES = ("name", "name:zh", "name:zh-Hans", "name:zh-Hant", "name:en", "official_name")

# The keys that say what an object is, and the values that say nothing.
_KIND_KEYS = (
    *("amenity", "shop", "leisure", "office", "healthcare", "tourism", "landuse", "craft"),
    *("railway", "highway", "public_transport", "emergency", "man_made", "power", "place"),
    *("natural", "boundary", "historic", "building"),
)
_NO_KIND = ("yes", "no")


@dataclass(frozen=True, kw_only=True)
class Places:
    """Objects that are facilities, in the order of their ids."""

    geometry: NDArray[np.object_]
    shape: Ints  # POINT, LINE or AREA
    stem: Ints  # number of the name's stem, -1 without a name
    kinds: csr_array  # bool [place, kind]: school, playground; what it is, whichever key says so
    bare: Mask  # a building and nothing else

    @property
    def named(self) -> Mask:
        """Which have a name."""
        return np.asarray(self.stem >= 0)

    def alike(self, a: Ints, b: Ints) -> Mask:
        """Which pairs have a kind in common."""
        return np.asarray((self.kinds[a] * self.kinds[b]).sum(axis=1) > 0).ravel()


class Entries:
    """A place as a facility of a type: one entry for every type it has."""

    def __init__(
        self, place: Ints, kind: Ints, sure: Mask, types: tuple[FacilityType, ...]
    ) -> None:
        order = np.lexsort((kind, place))
        self.place, self.type, self.sure = place[order], kind[order], sure[order]
        self.types = types
        self._keys = self.place * len(types) + self.type

    def __len__(self) -> int:
        return len(self.place)

    def of(self, places: Ints) -> Pairs:
        """For every entry of each given place: the position in `places`, and the entry."""
        first = np.searchsorted(self.place, places, "left")
        counts = np.searchsorted(self.place, places, "right") - first
        owner = np.repeat(np.arange(len(places)), counts)
        start = np.repeat(first - np.cumsum(counts) + counts, counts)
        return owner, start + np.arange(len(owner))

    def at(self, places: Ints, kinds: Ints) -> Ints:
        """The entry of each place for each type, -1 where it has none."""
        keys = places * len(self.types) + kinds
        found = np.minimum(np.searchsorted(self._keys, keys), len(self) - 1)
        return np.where(self._keys[found] == keys, found, -1)

    def shared(self, a: Ints, b: Ints) -> Pairs:
        """The pairs of entries of one type among pairs of places."""
        owner, entries = self.of(a)
        others = self.at(b[owner], self.type[entries])
        return entries[others >= 0], others[others >= 0]

    def of_types(self, kinds: Sequence[FacilityType]) -> Mask:
        """Which entries are of some types."""
        return np.array([kind in kinds for kind in self.types], bool)[self.type]

    @property
    def areal(self) -> Mask:
        """Which entries are of a type that is an area on the ground."""
        return np.array([kind.geometry == "area" for kind in self.types], bool)[self.type]

    def kin(self, places: Ints, kinds: Ints) -> Mask:
        """Which of the places are of a type that may share a site with the type beside it."""
        size = len(self.types)
        kins = [kin_of(kind) for kind in self.types]
        related = np.array([[kind.key in kin for kin in kins] for kind in self.types], int)
        held = csr_array(
            (np.ones(len(self), int), (self.place, self.type)), shape=(self.place.max() + 1, size)
        )
        some, which = np.unique(places, return_inverse=True)
        found: Mask = (held[some] @ related)[which, kinds] > 0
        return found


@cache
def kin_of(kind: FacilityType) -> frozenset[str]:
    """The types that may share a site with a type: of its family, and those it merges with.

    An index type is a reading of the map, not a kind of place: it has no family.
    """
    if kind.family == "index":
        return frozenset({kind.key})
    family = {key for key, other in facility_types().items() if other.family == kind.family}
    return frozenset(family.union(kind.merges_with))


def entries_of(matcher: Matcher, known: Sequence[FacilityType]) -> tuple[Entries, Rows]:
    """Every object's types, and the rows of the objects that have one: the places."""
    found = [matcher.types[kind.key] for kind in known]
    rows = [NO_ROWS, *(matches.any for matches in found)]
    every = np.concatenate(rows)
    kinds = np.repeat(np.arange(-1, len(found)), [len(part) for part in rows])
    sure = np.concatenate(
        [among(part, m.sure) for part, m in zip(rows[1:], found, strict=True)] or [NO_ROWS > 0]
    )
    used, place = np.unique(every, return_inverse=True)
    return Entries(place, kinds, sure, tuple(known)), used


def places_of(matcher: Matcher, rows: Rows) -> Places:
    """The objects at the given rows as places."""
    geometry = matcher.geometry[rows]
    kinds, bare = _kinds(matcher, rows)
    return Places(
        geometry=geometry,
        shape=matcher.shape[rows],
        stem=_stems(matcher, rows),
        kinds=kinds,
        bare=bare,
    )


def _kinds(matcher: Matcher, rows: Rows) -> tuple[csr_array, Mask]:
    """What each place is: the values of its main keys; and which are a building and no more."""
    words: dict[str, int] = {}
    at: list[Ints] = []
    codes: list[Ints] = []
    for key in _KIND_KEYS:
        column = matcher.tags.column(key)
        for item in column.items.keys() - _NO_KIND:
            found = np.flatnonzero(among(rows, column.with_codes(column.items[item])))
            at.append(found)
            codes.append(np.full(len(found), words.setdefault(item, len(words))))
    place = np.concatenate([*at, np.empty(0, np.int64)])
    code = np.concatenate([*codes, np.empty(0, np.int64)])
    shape = (len(rows), max(len(words), 1))
    kinds = csr_array((np.ones(len(place), np.int32), (place, code)), shape=shape)
    other = [matcher.tags.column(key).rows for key in _KIND_KEYS[:-1]]
    return kinds, ~among(rows, np.unique(np.concatenate(other)))


def _stems(matcher: Matcher, rows: Rows) -> Ints:
    """A number for the stem of each place's name, -1 without one."""
    names = text_of(matcher, rows, NAMES)
    named = np.flatnonzero(pd.notna(names))
    stem = np.full(len(rows), -1)
    stem[named] = pd.factorize(np.array(stems(names[named]), dtype=object))[0]
    return stem


def text_of(matcher: Matcher, rows: Rows, keys: Sequence[str]) -> NDArray[np.object_]:
    """The first of some tags that each object has, None without one."""
    text = matcher.tags.column(keys[0]).of_rows(rows)
    for key in keys[1:]:
        text = np.where(pd.isna(text), matcher.tags.column(key).of_rows(rows), text)
    return text


def parts_of(matcher: Matcher, entries: Entries, rows: Rows) -> Mask:
    """Which entries are entrances and the like of their type."""
    parts = np.zeros(len(entries), bool)
    for number, kind in enumerate(entries.types):
        if kind.parts:
            found = matcher.rows(matcher.filters.types[kind.key].parts)
            of_type = np.flatnonzero(entries.type == number)
            parts[of_type] = among(rows[entries.place[of_type]], found)
    return parts
