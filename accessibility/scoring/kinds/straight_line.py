"""Near enough as the crow flies: what a circle drawn on a map would say."""

from accessibility.scoring.ground import Ground, Served
from accessibility.scoring.kinds.distance import by_metres
from accessibility.scoring.rules import STRAIGHT_LINE
from accessibility.standards import Item


def served(item: Item, ground: Ground) -> Served:
    """Serve the cells within the radius in a straight line, whatever lies between."""
    if not ground.ways.holds(STRAIGHT_LINE):
        return ground.unknown("travel")
    return Served(
        sure=by_metres(item, ground, STRAIGHT_LINE, "sure").astype(float),
        possible=by_metres(item, ground, STRAIGHT_LINE, "possible").astype(float),
    )
