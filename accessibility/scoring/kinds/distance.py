"""Near enough by the way along the streets: metres within the service radius."""

import numpy as np
from numpy.typing import NDArray

from accessibility.scoring.ground import Ground, Served, joined_parts
from accessibility.standards import Item


def served(item: Item, ground: Ground) -> Served:
    """Serve the cells from which the walk is no longer than the radius."""
    walker = ground.rules.walker(item)
    if not ground.ways.holds(walker):
        return ground.unknown("travel")
    return Served(
        sure=by_metres(item, ground, walker, "sure").astype(float),
        possible=by_metres(item, ground, walker, "possible").astype(float),
    )


def by_metres(item: Item, ground: Ground, role: str, certainty: str) -> NDArray[np.bool_]:
    """Whether each cell has the item within its metres, by a role's ways.

    A part without a radius, of itself or of its level, serves nobody.
    """
    near = []
    for part in item.parts:
        limit = ground.rules.metres(ground.standard, item, part)
        if limit is None:
            near.append(np.zeros(len(ground.place.cells), dtype=np.bool_))
        else:
            near.append(ground.ways.within("metres", role, part.group, certainty, limit))
    return joined_parts(item, near)
