"""One of its own: whether the unit that people live in holds such a facility at all."""

from accessibility.scoring.ground import Ground, Served, Units
from accessibility.scoring.stock import Held
from accessibility.scoring.supply import Answer, supplied
from accessibility.standards import Item


def served(item: Item, ground: Ground) -> Served:
    """Serve everybody in a unit that holds one; the value is how many it holds.

    One next door, however near, is not in the unit: this is what plans count, not a way.
    """
    return supplied(item, ground, _present)


def _present(sure: Held, possible: Held, _: Units) -> Answer:
    return Answer(
        sure=(sure.count > 0).astype(float),
        possible=(possible.count > 0).astype(float),
        value=sure.count,
    )
