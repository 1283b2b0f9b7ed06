"""Enough of it for all: ground of such facilities, a head or for every hundred households.

Data hold the area of the ground that a facility covers. That is not the floor area which a
standard asks of premises, nor the effective area that it asks of a shelter: floors add to it
and buildings or ponds on the site take from it. So the value says what the ground amounts
to, and a point without a known area leaves the answer open.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from accessibility.scoring.ground import Floats, Ground, Served, Units
from accessibility.scoring.stock import Held
from accessibility.scoring.supply import Answer, supplied
from accessibility.standards import Item

HOUSEHOLDS = "100_households"


def served(item: Item, ground: Ground) -> Served:
    """Serve the share of the amount asked that the unit holds; the value is the amount [m2].

    A facility of unknown area adds nothing for sure and possibly all that is missing. People
    who are weights and no counts cannot share anything out.
    """
    least = item.least or 1.0

    def judge(sure: Held, possible: Held, units: Units) -> Answer:
        heads, gaps = _heads(item, units, counted=ground.rules.people_are_counts)
        value = amount_each(sure.area_m2, heads)
        most = np.minimum(1.0, amount_each(possible.area_m2, heads) / least)
        nothing = (possible.area_m2 <= 0) & (possible.unsized == 0)  # for however many
        open_ = (possible.unsized > 0) & (most < 1)
        share = np.where(nothing, 0.0, np.nan_to_num(most, nan=1.0))
        return Answer(
            sure=np.nan_to_num(np.minimum(1.0, value / least), nan=0.0),
            possible=np.where(open_, 1.0, share),
            value=value,
            gaps={**gaps, "sizes": open_},
        )

    return supplied(item, ground, judge)


def amount_each(amount: Floats, heads: Floats) -> Floats:
    """What each gets of an amount; ``NaN`` where nobody is there, or not known how many."""
    shared = np.full(len(amount), np.nan)
    np.divide(amount, heads, out=shared, where=heads > 0)
    return shared


def _heads(
    item: Item, units: Units, *, counted: bool
) -> tuple[Floats, Mapping[str, NDArray[np.bool_]]]:
    """Among how many the amount is shared in every unit, and where that is not known."""
    nobody = ~(units.people > 0)
    if item.per == HOUSEHOLDS:
        hundreds = np.where(nobody, np.nan, units.households / 100)
        return hundreds, {"people": nobody, "households": ~nobody & ~(hundreds > 0)}
    if not counted:
        return np.full(len(nobody), np.nan), {"people": np.ones(len(nobody), dtype=np.bool_)}
    return units.people, {"people": nobody}
