"""What stands where: the facilities of some groups, counted and added up by unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.standards.schema import Part

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

# The column of facilities that tells the unit of each sort. Inside any community is inside the
# district; of what is outside of all it is told only where the district has an outline.
_COLUMN = {"community": "community_id", "subdistrict": "street_id", "district": "community_id"}
_OUTLINED = "district_id"


@dataclass(frozen=True, kw_only=True)
class Held:
    """What every unit of a sort holds of some facilities."""

    count: Floats
    area_m2: Floats  # ground of those whose area is known
    unsized: Floats  # count of those whose area is not


class Stock:
    """Facilities by their place in the table, each with its unit of every sort.

    A facility stands in one unit of a sort, whole: in that of its representative point.
    """

    def __init__(
        self,
        facilities: pd.DataFrame,
        members: Mapping[str, Mapping[str, Sequence[str]]],
        units: Mapping[str, pd.Index],
    ) -> None:
        """Keep what is counted.

        Parameters
        ----------
        facilities : DataFrame, tables.FACILITIES
            With columns community_id and street_id, NaN outside all, where they are known, and
            district_id where the district has an outline of its own.
        members : mapping of certainty to mapping of group to facility ids
        units : mapping of sort to ids
        """
        self._facilities = facilities
        self._ids = facilities.index.astype(object)
        self._members = members
        self._units = units
        self._area = facilities["area_m2"].to_numpy(dtype=float)
        self._sure = (facilities["certainty"] == "sure").to_numpy(dtype=bool)
        self._of_sort: dict[str, Rows] = {}
        self._of_group: dict[tuple[str, str], Rows] = {}

    def tells(self, sort: str) -> bool:
        """Whether it is known which facilities stand in which unit of a sort."""
        return sort in self._units and _COLUMN[sort] in self._facilities.columns

    def held(self, groups: Sequence[str], certainty: str, sort: str) -> Held:
        """What every unit of a sort holds of some groups; who is in two of them counts once.

        Possibly the district holds what stands outside of all communities, where nothing tells
        how far it goes.
        """
        rows = np.unique(np.concatenate([self._rows(group, certainty) for group in groups]))
        area = self._area[rows]
        unsized = np.isnan(area)
        far = certainty == "possible" and self._open_ended(sort)
        return Held(
            count=self._by_unit(rows, sort, outside=far),
            area_m2=self._by_unit(rows, sort, np.where(unsized, 0.0, area), outside=far),
            unsized=self._by_unit(rows[unsized], sort, outside=far),
        )

    def untold(self, part: Part, sort: str) -> dict[str, Floats]:
        """Of a part, facilities in every unit that count but for something not known of them.

        By what the data lack, "sizes", "tiers" or "units" (it may stand in the district or
        outside); those whose type is not sure are left out.
        """
        possible, sure = (self._rows(part.group, kind) for kind in ("possible", "sure"))
        rows = np.setdiff1d(possible, sure, assume_unique=True)
        rows = rows[self._sure[rows]]
        unsized = np.isnan(self._area[rows]) & (part.min_site_m2 is not None)
        told = {
            "sizes": self._by_unit(rows[unsized], sort),
            "tiers": self._by_unit(rows[~unsized], sort),
        }
        if self._open_ended(sort):
            everywhere = self._by_unit(sure, sort, outside=True)
            told["units"] = everywhere - self._by_unit(sure, sort)
        return told

    def _open_ended(self, sort: str) -> bool:
        """Whether nothing tells what stands in the district outside of its communities."""
        return sort == "district" and _OUTLINED not in self._facilities.columns

    def rows(self, facility_ids: NDArray[np.object_]) -> Rows:
        """Rows of facilities in the table, -1 for what is none."""
        return self._ids.get_indexer(pd.Index(facility_ids, dtype=object))

    def column(self, name: str) -> Floats:
        """A figure of every facility, NaN where not known."""
        if name not in self._facilities.columns:
            return np.full(len(self._facilities), np.nan)
        return self._facilities[name].to_numpy(dtype=float)

    def _rows(self, group: str, certainty: str) -> Rows:
        key = (group, certainty)
        if key not in self._of_group:
            ids = self._members[certainty].get(group, ())
            self._of_group[key] = self.rows(np.array(ids, dtype=object))
        return self._of_group[key]

    def _by_unit(
        self, rows: Rows, sort: str, weight: Floats | None = None, *, outside: bool = False
    ) -> Floats:
        unit = np.zeros(len(rows), dtype=np.intp) if outside else self._unit_of(sort)[rows]
        inside = unit >= 0
        some = None if weight is None else weight[inside]
        return np.bincount(unit[inside], some, len(self._units[sort])).astype(np.float64)

    def _unit_of(self, sort: str) -> Rows:
        """Unit of every facility, -1 in none."""
        if sort not in self._of_sort:
            named = self._facilities[_COLUMN[sort]]
            if sort == "district":
                outlined = self._facilities.get(_OUTLINED, named)
                code = np.where(named.notna() | outlined.notna(), 0, -1)
            else:
                code = self._units[sort].get_indexer(pd.Index(named))
            self._of_sort[sort] = code.astype(np.intp)
        return self._of_sort[sort]
