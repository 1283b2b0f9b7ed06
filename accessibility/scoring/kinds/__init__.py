"""The rules that can decide, one module each: whom an item serves, cell by cell."""

from collections.abc import Callable, Mapping

from accessibility.scoring.ground import Ground, Served
from accessibility.scoring.kinds import (
    amount,
    capacity,
    count,
    distance,
    presence,
    straight_line,
    time,
    vehicle,
)
from accessibility.standards import Item

_KINDS: Mapping[str, Callable[[Item, Ground], Served]] = {
    "distance": distance.served,
    "time": time.served,
    "straight_line": straight_line.served,
    "vehicle": vehicle.served,
    "capacity": capacity.served,
    "presence": presence.served,
    "count": count.served,
    "amount": amount.served,
}


def served(item: Item, ground: Ground) -> Served:
    """Whom an item serves, by the rule that decides for it."""
    return _KINDS[ground.rules.rule_of(item)](item, ground)
