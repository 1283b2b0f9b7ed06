"""How far it is to groups of facilities for the people of every place, and to which one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accessibility.measures.proximity import ascending, by_place, median_cells, weighted_medians
from accessibility.scoring.places import Floats, Place
from accessibility.scoring.ways import Ways


@dataclass(frozen=True, kw_only=True)
class Group:
    """How far it is to a group of facilities, which several items may ask for."""

    metres: Floats  # of every cell
    order: NDArray[np.intp]  # of the cells, by community and metres
    whole: NDArray[np.intp]  # of the cells, by metres
    median_m: Floats  # the median resident's, of every place
    facility_id: NDArray[np.object_]  # and to which facility

    def medians(self, weight: Floats, place: Place) -> Floats:
        """Median metres of every place, by a weight."""
        everywhere = np.zeros_like(place.code)
        own = weighted_medians(self.metres, weight, place.code, place.count, order=self.order)
        all_ = weighted_medians(self.metres, weight, everywhere, 1, order=self.whole)
        return np.concatenate([own, all_])


class Groups:
    """The groups of a town, each made when it is first asked for: standards share them.

    Several names are the parts of one item: any of them will do, the nearest; or all are
    needed, the farthest of their nearest.
    """

    def __init__(self, place: Place, ways: Ways) -> None:
        self._place, self._ways = place, ways
        self._made: dict[tuple[str, tuple[str, ...], str], Group] = {}

    def of(self, role: str, names: tuple[str, ...], combine: str = "any") -> Group:
        """A group as somebody of a role has it; not known where that role was not routed."""
        key = (role, names, combine)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, role: str, names: tuple[str, ...], combine: str) -> Group:
        """How far all have it to a group, and the median resident to which facility of it."""
        place = self._place
        metres, part = self._nearest(role, names, combine)
        everywhere = np.zeros_like(place.code)
        whole = ascending(metres)
        order = by_place(whole, place.code, place.count)
        own = median_cells(metres, place.people, place.code, place.count, order=order)
        cell = np.append(own, median_cells(metres, place.people, everywhere, 1, order=whole))
        some = cell >= 0
        median = np.full(place.places, np.nan)
        median[some] = metres[cell[some]]
        facility = np.full(place.places, np.nan, dtype=object)
        for number, name in enumerate(names):
            reached = np.isfinite(median) & (part[cell] == number)
            if reached.any():
                facility[reached] = self._ways.facility(role, name, rows=cell[reached])
        return Group(metres=metres, order=order, whole=whole, median_m=median, facility_id=facility)

    def _nearest(
        self, role: str, names: tuple[str, ...], combine: str
    ) -> tuple[Floats, NDArray[np.intp]]:
        """Metres of every cell, and to which of the parts."""
        cells = len(self._place.cells)
        if not self._ways.holds(role):
            return np.full(cells, np.nan), np.zeros(cells, dtype=np.intp)
        ways = np.stack([self._ways.metres(role, name) for name in names])
        known = np.where(np.isnan(ways), np.inf, ways)
        part = known.argmin(axis=0) if combine == "any" else known.argmax(axis=0)
        return ways[part, np.arange(cells)], part
