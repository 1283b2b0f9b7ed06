"""Near enough by time: minutes on foot, or by what else the item lets one travel by."""

import numpy as np
from numpy.typing import NDArray

from accessibility.scoring.ground import Ground, Served, joined_parts
from accessibility.standards import Item


def served(item: Item, ground: Ground) -> Served:
    """Serve the cells from which the way takes no longer than the minutes."""
    rides = ground.rules.rides(item)
    roles = rides if item.travel == "cycle" else (ground.rules.walker(item), *rides)
    if not all(map(ground.ways.holds, roles)):
        return ground.unknown("travel")
    return Served(
        sure=by_minutes(item, ground, roles, "sure").astype(float),
        possible=by_minutes(item, ground, roles, "possible").astype(float),
    )


def by_minutes(
    item: Item, ground: Ground, roles: tuple[str, ...], certainty: str
) -> NDArray[np.bool_]:
    """Whether each cell has the item within its minutes, by the quickest of some roles.

    An item without minutes, of itself or of its level, serves nobody.
    """
    limit = ground.rules.minutes(ground.standard, item)
    if limit is None:
        return np.zeros(len(ground.place.cells), dtype=np.bool_)
    near = [_any_role(ground, roles, part.group, certainty, limit) for part in item.parts]
    return joined_parts(item, near)


def _any_role(
    ground: Ground, roles: tuple[str, ...], group: str, certainty: str, limit: float
) -> NDArray[np.bool_]:
    """Who is there in time as one of the roles; of some only sure facilities are known."""
    ways = ground.ways
    known = [certainty if ways.holds(role, certainty) else "sure" for role in roles]
    near = [
        ways.within("minutes", role, group, one, limit)
        for role, one in zip(roles, known, strict=True)
    ]
    reached: NDArray[np.bool_] = np.logical_or.reduce(near)
    return reached
