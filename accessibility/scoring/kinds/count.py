"""Enough of them: how many such facilities the unit that people live in holds."""

import numpy as np

from accessibility.scoring.ground import Ground, Served, Units
from accessibility.scoring.stock import Held
from accessibility.scoring.supply import Answer, supplied
from accessibility.standards import Item


def served(item: Item, ground: Ground) -> Served:
    """Serve the share of what is asked that the unit holds; the value is how many it holds."""
    least = item.least or 1.0

    def judge(sure: Held, possible: Held, _: Units) -> Answer:
        return Answer(
            sure=np.minimum(1.0, sure.count / least),
            possible=np.minimum(1.0, possible.count / least),
            value=sure.count,
        )

    return supplied(item, ground, judge)
