"""Near enough, and room inside: a facility within reach that is not too small for its people.

Everybody within the limit goes to the nearest facility, and to no other. Who finds it full
does not go on to the next one, so room left over elsewhere serves nobody: a catchment is
judged, as a plan draws it, and the share is a floor of what people may find by choosing.
People outside the communities that are judged, who may fill it too, are not known here.
"""

import numpy as np
from numpy.typing import NDArray

from accessibility.measures.coverage import MM_PER_M, MS_PER_MIN, within
from accessibility.scoring.ground import Floats, Ground, Served
from accessibility.scoring.rules import STRAIGHT_LINE
from accessibility.standards import Item
from accessibility.standards.schema import Part

Rows = NDArray[np.intp]


def served(item: Item, ground: Ground) -> Served:
    """Serve the share of the people of each catchment for which its facility has room.

    A facility whose capacity is known has that much room, for the item's audience; another
    has it for as many people as the standard lets one serve. Where neither is known, or
    people are weights and no counts, nobody is served for sure and possibly all in reach.

    Near is what the study's rule says: metres on foot or in a straight line, or minutes.
    """
    role = STRAIGHT_LINE if ground.rules.rule == STRAIGHT_LINE else ground.rules.walker(item)
    if not ground.ways.holds(role):
        return ground.unknown("travel")
    known = "possible" if ground.ways.holds(role, "possible") else "sure"
    surely, perhaps = (_shares(item, ground, role, kind) for kind in ("sure", known))
    sure = np.nan_to_num(surely, nan=0.0).min(axis=0)
    possible = np.maximum(sure, np.nan_to_num(perhaps, nan=1.0).min(axis=0))
    unknown = np.isnan(surely).any(axis=0) | np.isnan(perhaps).any(axis=0)
    open_ = unknown & (possible > sure)
    if not open_.any():
        return Served(sure=sure, possible=possible)
    return Served(sure=sure, possible=possible, lacking="people", gaps={"people": open_})


def capacity_share(facility: Rows, people: Floats, room: Floats) -> Floats:
    """Share of each cell's people for which their facility has room.

    Parameters
    ----------
    facility : array of int, by cell
        Which facility its people go to; -1 to none, which serves nobody.
    people : array of float [persons], by cell
    room : array of float [persons], by facility
        ``NaN`` where not known.

    Returns
    -------
    array of float [0-1], by cell
        Equal in all cells of a facility: room / people who go there. ``NaN`` where its room
        is not known.
    """
    going = facility >= 0
    load = np.bincount(facility[going], people[going], len(room))
    share = (room > 0).astype(np.float64)  # where nobody goes, any room will do
    np.divide(np.minimum(room, load), load, out=share, where=load > 0)
    share = np.where(np.isnan(room), np.nan, share)
    return np.append(share, 0.0)[facility]  # the last one, which -1 finds, is for no facility


def _shares(item: Item, ground: Ground, role: str, certainty: str) -> Floats:
    """Share of each cell that finds room, one row where any part serves, else one a part."""
    near = [_near(item, part, ground, role, certainty) for part in item.parts]
    if item.combine == "any":
        travel = np.array([way for way, _ in near])
        first = np.argmin(travel, axis=0)
        chosen = np.array([facility for _, facility in near])[first, np.arange(travel.shape[1])]
        return _with_room(item, ground, chosen)[np.newaxis]
    return np.array([_with_room(item, ground, facility) for _, facility in near])


def _near(item: Item, part: Part, ground: Ground, role: str, certainty: str) -> tuple[Floats, Rows]:
    """Way of every cell to a part and the facility it leads to; ``inf`` and -1 beyond."""
    rules, ways = ground.rules, ground.ways
    if rules.rule == "time":
        travel = ways.minutes(role, part.group, certainty)
        limit, steps = rules.minutes(ground.standard, item), MS_PER_MIN
    else:
        travel = ways.metres(role, part.group, certainty)
        limit, steps = rules.metres(ground.standard, item, part), MM_PER_M
    reached = within(travel, np.nan if limit is None else limit, steps=steps)
    facility = np.full(len(travel), -1, dtype=np.intp)
    ids = ways.facility(role, part.group, certainty)[reached]
    facility[reached] = ground.stock.rows(ids)
    return np.where(reached, travel, np.inf), facility


def _with_room(item: Item, ground: Ground, facility: Rows) -> Floats:
    """Share of each cell by the capacity of its facility, else by the standard's figure."""
    capacity = ground.stock.column("capacity")
    capacity = np.where(capacity >= 0, capacity, np.nan)  # fewer than none is not known
    usual = ground.standard.served(item)
    if not ground.rules.people_are_counts:
        capacity, usual = np.full(len(capacity), np.nan), None
    of_all = np.full(len(capacity), np.nan if usual is None else usual)
    own = capacity_share(facility, ground.place.people_of(item.audience), capacity)
    others = capacity_share(facility, ground.place.people, of_all)
    return np.where(np.isnan(own), others, own)
