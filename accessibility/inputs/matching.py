"""Which objects a filter is true of: sets of rows, narrowed test by test, cheapest first."""

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from accessibility.inputs.filters import GEOMETRIES, Clause, Clauses, Filters, Test
from accessibility.inputs.tags import NO_ROWS, Rows, TagTable, among, union

_ON_TAGS = ("has", "is", "contains", "number")
_COST = (
    "has",
    "is",
    "number",
    "contains",
    "type",
    "geom",
    "main_name",
    "names",
    "filter",
    "inside",
)


@dataclass(frozen=True)
class Matches:
    """The objects of one type."""

    sure: Rows
    possible: Rows

    @property
    def any(self) -> Rows:
        """Sure or possible."""
        return union((self.sure, self.possible))


class Matcher:
    """Objects, and the types known of them so far."""

    def __init__(self, objects: gpd.GeoDataFrame, filters: Filters) -> None:
        self.tags = TagTable(objects["tags"].tolist())
        self.geometry = objects.geometry.to_numpy()
        self.shape = shapes(self.geometry)
        self.filters = filters
        self.types: dict[str, Matches] = {}
        self._all = np.arange(len(objects))
        self._named: dict[str, Rows] = {}
        self._sites: dict[tuple[str, ...], tuple[Rows, shapely.STRtree]] = {}
        self._dead = self.rows(filters.dead)

    def find(self, types: Collection[str]) -> None:
        """Find the objects of the types and of those that they ask for."""
        for key in self.filters.needed(types):
            asked = self.filters.types[key]
            sure = self._living(self.rows(asked.sure, sure=True))
            possible = self._living(self.rows(asked.possible))
            self.types[key] = Matches(sure, possible[~among(possible, sure)])

    def _living(self, rows: Rows) -> Rows:
        return rows[~among(rows, self._dead)]

    def rows(self, clauses: Clauses, within: Rows | None = None, *, sure: bool = False) -> Rows:
        """The objects, of all or of those given, that meet a filter.

        With `sure`, `type=` asks for the sure objects of a type, else for possible ones too.
        """
        return union(self._clause(clause, within, sure) for clause in clauses)

    def _clause(self, clause: Clause, rows: Rows | None, sure: bool) -> Rows:
        rest = sorted(clause, key=lambda test: _COST.index(test.kind))
        given = [test for test in rest if self._is_set(test)]
        sets = sorted((self._set(test, sure) for test in given), key=len)
        if rows is None:
            rows = sets.pop(0) if sets else self._all
        for wanted in sets:
            rows = rows[among(rows, wanted)]
        for test in rest:
            if not len(rows):
                return NO_ROWS
            if test not in given:
                rows = rows[self._passes(test, rows, sure)]
        return rows

    def _is_set(self, test: Test) -> bool:
        """Whether the objects that meet a test can be listed without looking at all."""
        if test.kind == "filter":
            clauses = self.filters.named[test.words[0]]
            return all(any(self._is_set(part) for part in clause) for clause in clauses)
        return not test.negated and test.kind in (*_ON_TAGS, "type")

    def _set(self, test: Test, sure: bool) -> Rows:
        if test.kind in _ON_TAGS:
            return self.tags.meeting(test)
        if test.kind == "type":
            found = [self.types[key] for key in test.words]
            return union(matches.sure if sure else matches.any for matches in found)
        name = test.words[0]
        if name not in self._named:
            self._named[name] = self.rows(self.filters.named[name])
        return self._named[name]

    def _passes(self, test: Test, rows: Rows, sure: bool) -> NDArray[np.bool_]:
        """Which of the rows meet a test that is asked of them one by one, or is negated."""
        if test.kind in (*_ON_TAGS, "type"):
            met = among(rows, self._set(test, sure))
        elif test.kind == "geom":
            met = np.isin(self.shape[rows], [GEOMETRIES.index(word) for word in test.words])
        elif test.kind == "filter":
            met = among(rows, self.rows(self.filters.named[test.words[0]], rows, sure=sure))
        elif test.kind == "inside":
            met = self._inside(rows, test.words)
        else:
            lines = self.tags.names if test.kind == "names" else self.tags.main_names
            met = lines.containing(rows, test.words)
        return np.asarray(met != test.negated)

    def _inside(self, rows: Rows, types: tuple[str, ...]) -> NDArray[np.bool_]:
        """Whether the middle of each lies in an area of the types that is not itself."""
        if types not in self._sites:
            sites = union(self.types[key].any for key in types)
            sites = sites[self.shape[sites] == GEOMETRIES.index("area")]
            self._sites[types] = sites, shapely.STRtree(self.geometry[sites])
        sites, tree = self._sites[types]
        which, site = tree.query(shapely.point_on_surface(self.geometry[rows]), "intersects")
        met = np.zeros(len(rows), bool)
        met[which[sites[site] != rows[which]]] = True
        return met


def shapes(geometry: NDArray[np.object_]) -> NDArray[np.int64]:
    """Point, line or area of each geometry, as a position in GEOMETRIES."""
    dimension = shapely.get_dimensions(geometry)
    return np.asarray(np.clip(dimension, 0, 2), np.int64)
