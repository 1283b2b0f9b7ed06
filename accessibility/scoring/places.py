"""Who lives where: the cells in one order, and the places and units that they lie in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.measures.coverage import weight_by_place

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Place:
    """The people that count: cells of known communities, in one order whatever came in."""

    cells: pd.Index
    code: NDArray[np.intp]  # number of each cell's community
    count: int
    people: Floats
    land_m2: Floats
    edge_m: Floats
    kind: NDArray[np.object_]  # of each cell's community
    kinds: frozenset[str]  # all of them
    kind_of: Sequence[str]  # by community
    groups: Mapping[str, Floats]  # people of an audience; all people where it is not known
    known: Mapping[str, NDArray[np.bool_]]  # by place, whether an audience's people are known

    @property
    def places(self) -> int:
        """The communities, and the district last: all of them together."""
        return self.count + 1

    def add(self, weight: Floats) -> Floats:
        """Sum of a weight in every community, and in the district."""
        sums = weight_by_place(weight, self.code, self.places)
        sums[-1] = sums.sum()
        return sums

    def counts(self, weight: Floats, kinds: Sequence[str]) -> Floats:
        """A weight where the community is of one of some kinds, 0 elsewhere."""
        if set(kinds) >= self.kinds:
            return weight
        return np.where(np.isin(self.kind.astype(str), list(kinds)), weight, 0.0)

    def asked(self, kinds: Sequence[str]) -> NDArray[np.bool_]:
        """The places of one of some kinds, whether anybody lives there or not."""
        if set(kinds) >= self.kinds:
            return np.ones(self.places, dtype=np.bool_)
        asked = [kind in kinds for kind in self.kind_of]
        return np.array([*asked, any(asked)], dtype=np.bool_)

    def knows(self, audience: str) -> NDArray[np.bool_]:
        """The places where the people of an audience are known; of all people always."""
        everywhere = np.full(self.places, audience == "all")
        return self.known.get(audience, everywhere)

    def people_of(self, audience: str) -> Floats:
        """Those of an audience on every cell; all people where it is not known."""
        return self.groups.get(audience, self.people)


@dataclass(frozen=True, kw_only=True)
class Units:
    """Units of one sort: which one each cell lies in, and who lives there."""

    code: NDArray[np.intp]  # by cell, -1 in none
    ids: pd.Index
    people: Floats  # by unit [persons]
    households: Floats  # by unit [count], NaN where not known
