"""Soon enough by fire engine: turned out, and driven from a station on the same side.

Jianbiao 152-2017: an engine is at the edge of its duty area within 5 minutes of dispatch, of
which 1 minute goes by before it leaves; duty areas do not reach across the item's barriers.
"""

import numpy as np
from numpy.typing import NDArray

from accessibility.measures.coverage import MS_PER_MIN, within
from accessibility.scoring.ground import Ground, Served
from accessibility.scoring.rules import ENGINE
from accessibility.standards import Item


def served(item: Item, ground: Ground) -> Served:
    """Serve the cells that an engine reaches in the minutes left after turning out."""
    if not ground.ways.holds(ENGINE):
        return ground.unknown("travel")
    sure = by_drive(item, ground, "sure")
    possible = by_drive(item, ground, "possible") if ground.ways.holds(ENGINE, "possible") else sure
    return Served(sure=sure.astype(float), possible=(sure | possible).astype(float))


def by_drive(item: Item, ground: Ground, certainty: str) -> NDArray[np.bool_]:
    """Whether each cell is reached in time; none where the standard gives no minutes."""
    limit = ground.rules.driven(ground.standard, item)
    most = np.nan if limit is None else limit
    minutes = ground.ways.minutes(ENGINE, item.vehicle_group, certainty)
    return within(minutes, most, steps=MS_PER_MIN)
