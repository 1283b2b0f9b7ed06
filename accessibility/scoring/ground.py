"""What every rule is judged on: who lives where, how far they have it, and what is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.scoring.groups_near import Groups
from accessibility.scoring.places import Floats, Place, Units
from accessibility.scoring.rules import Rules
from accessibility.scoring.stock import Stock
from accessibility.scoring.ways import Travel, Ways
from accessibility.standards import Item, Standard

__all__ = ["LACKING", "Floats", "Ground", "Members", "Place", "Served", "Travel", "Units", "Ways"]

Members = Mapping[str, Mapping[str, Sequence[str]]]  # facility ids, by certainty and group


@dataclass(frozen=True, kw_only=True)
class Served:
    """Whom an item serves, cell by cell."""

    sure: Floats  # share of each cell's residents served by sure facilities [0-1]
    possible: Floats  # the same by sure and possible ones, what is not known taken as enough
    whole: bool = False  # met where all are served; else where the pass share of people is
    value: Floats | None = None  # what was measured, by cell: facilities, m2 a head; None: reach
    lacking: str = ""  # one of LACKING, where that is why sure and possible differ
    gaps: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)  # cells where that is why


LACKING = ("units", "households", "sizes", "tiers", "people", "travel")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """All that an item is judged on, the same for every item of a standard."""

    standard: Standard
    place: Place
    ways: Ways
    facilities: pd.DataFrame  # tables.FACILITIES; columns community_id and street_id where known
    members: Members
    units: Mapping[str, Units]  # of every sort that is known: community, subdistrict, district
    stock: Stock  # of the facilities, by unit
    groups: Groups  # of the facilities, as the places have them
    rules: Rules

    def unknown(self, lacking: str) -> Served:
        """Serves nobody for sure and everybody possibly, for want of something."""
        cells = len(self.place.cells)
        return Served(sure=np.zeros(cells), possible=np.ones(cells), lacking=lacking)


def joined_parts(item: Item, near: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """The parts of an item as one: any of them suffices, or all are needed."""
    join = np.logical_or if item.combine == "any" else np.logical_and
    joined: NDArray[np.bool_] = join.reduce(near)
    return joined
