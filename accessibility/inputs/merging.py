"""One place, one facility: node, building and area of a place are found and joined.

The rules are those of `docs/method.md`, facilities: same name within 100 m; what has no name
belongs to the named area around or beside it; entrances belong to their station. Two names
are never joined, so no place is lost.
"""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

from accessibility.inputs.places import AREA, Entries, Ints, Mask, Pairs, Places

SAME_NAME_M = 100.0  # node, building and kerbs of one place
BESIDE_M = 60.0  # a second, unnamed area of a site, across a street
NODE_M = 20.0  # a node beside the area it stands for

NONE = np.empty(0, np.int64)


def group(places: Places, entries: Entries, parts: Mask) -> tuple[Ints, Mask]:
    """The facility of each entry, numbered from 0, and the entries that are none of their own.

    `parts` marks entries that are entrances and the like. An entry is none of its own where it
    is an unnamed part of a named place of its family that is not of its type.
    """
    if not len(entries):
        return NONE, np.zeros(0, bool)
    around = _names_inside(places, entries)
    hosted, none = _hosts(places, entries, around[0], parts)
    alone = ~places.named[entries.place]
    alone[np.concatenate([around[0], hosted[0], none])] = False
    links = [
        _without(parts, entries.shared(*_same_name(places))),
        _without(parts, _one_name(places, entries, around)),
        hosted,
        _parts(places, entries, parts),
        _neighbours(places, entries, alone),
    ]
    label = _components(len(entries), links)
    named = np.zeros(label.max() + 1, bool)
    named[label[places.named[entries.place]]] = True
    lost = np.zeros(len(named), bool)
    lost[label[none]] = True
    return label, (lost & ~named)[label]


def near(geometry: NDArray[np.object_], a: Ints, b: Ints, within_m: float) -> Pairs:
    """Pairs of places whose bounding boxes are within a distance, a place and itself excepted."""
    if not len(a) or not len(b):
        return NONE, NONE
    bounds = shapely.bounds(geometry[a]) + np.array([-1, -1, 1, 1]) * within_m
    i, j = shapely.STRtree(geometry[b]).query(shapely.box(*bounds.T))
    differ = a[i] != b[j]
    return a[i[differ]], b[j[differ]]


def _same_name(places: Places) -> Pairs:
    """Places of one stem within 100 m."""
    stems, count = np.unique(places.stem, return_counts=True)
    repeated = np.flatnonzero(places.named & np.isin(places.stem, stems[count > 1]))
    a, b = near(places.geometry, repeated, repeated, SAME_NAME_M)
    same = (a < b) & (places.stem[a] == places.stem[b])
    a, b = a[same], b[same]
    close = shapely.dwithin(places.geometry[a], places.geometry[b], SAME_NAME_M)
    return a[close], b[close]


def _names_inside(places: Places, entries: Entries) -> Pairs:
    """Unnamed areas, and the named points of their kind and type in them."""
    areas = np.flatnonzero(~places.named & (places.shape == AREA))
    points = np.flatnonzero(places.named & (places.shape != AREA))
    a, b = near(places.geometry, areas, points, 0.0)
    inside = places.alike(a, b)
    inside[inside] = shapely.intersects(places.geometry[a[inside]], places.geometry[b[inside]])
    return entries.shared(a[inside], b[inside])


def _one_name(places: Places, entries: Entries, inside: Pairs) -> Pairs:
    """Of areas and the named points in them, those with one name only: it is theirs."""
    areas, points = inside
    stems = places.stem[entries.place[points]]
    low, high = np.full(len(entries), np.iinfo(np.int64).max), np.full(len(entries), -1)
    np.minimum.at(low, areas, stems)
    np.maximum.at(high, areas, stems)
    one = low[areas] == high[areas]
    return areas[one], points[one]


def _hosts(places: Places, entries: Entries, full: Ints, parts: Mask) -> tuple[Pairs, Ints]:
    """Unnamed entries and the area each belongs to; and those their host shows to be none.

    A type that is a point (a shop) belongs to an area around it only: next door is another shop.
    """
    a, b, away = _around(places)
    owner, entry = entries.of(a)
    b, away = b[owner], away[owner]
    kinds = entries.type[entry]
    fits = ~np.isin(entry, full) & ~parts[entry] & entries.kin(b, kinds)
    entry, b, away, kinds = entry[fits], b[fits], away[fits], kinds[fits]
    other = entries.at(b, kinds)
    size = shapely.area(places.geometry[b])
    order = np.lexsort((b, size, other < 0, ~places.named[b], away, entry))
    best = order[_first(entry[order])]
    entry, other, b, inside = entry[best], other[best], b[best], away[best] == 0.0
    linked = (other >= 0) & (inside | entries.areal[entry])
    # what its host is must be sure, to say that something inside is nothing else
    told = np.zeros(len(places.named), bool)
    told[entries.place[entries.sure]] = True
    none = (other < 0) & places.named[b] & told[b] & (inside | ~entries.sure[entry])
    return (entry[linked], other[linked]), entry[none]


def _around(places: Places) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Unnamed places, areas each may belong to, and the distance [m], 0 inside.

    A second ground of a site lies up to 60 m away, a node up to 20 m; a building lies inside.
    Without a name, an area holds what is smaller.
    """
    guests = np.flatnonzero(~places.named & (places.kinds.sum(axis=1) > 0))
    areas = np.flatnonzero((places.shape == AREA) & (places.named | ~places.bare))
    a, b = near(places.geometry, guests, areas, BESIDE_M)
    alike = places.alike(a, b)
    a, b = a[alike], b[alike]
    away, size = _distance(places, a, b), shapely.area(places.geometry)
    is_node = places.shape[a] != AREA
    reach = np.where(is_node, NODE_M, np.where(places.bare[a] | ~places.named[b], 0.0, BESIDE_M))
    smaller = (size[a] < size[b]) | ((size[a] == size[b]) & (a > b))
    valid = (away <= reach) & (is_node | places.named[b] | smaller)
    return a[valid], b[valid], away[valid]


def _distance(places: Places, a: Ints, b: Ints) -> NDArray[np.float64]:
    """From each place to an area: 0 where its middle lies inside, else between their edges.

    Areas that only touch are a hair apart, so that 0 always means inside.
    """
    middle = shapely.point_on_surface(places.geometry[a])
    away = shapely.distance(places.geometry[a], places.geometry[b])
    inside = shapely.intersects(middle, places.geometry[b])
    return np.where(inside, 0.0, np.maximum(away, 1e-3))


def _parts(places: Places, entries: Entries, parts: Mask) -> Pairs:
    """Entrances and the like: linked to the nearest whole, or else to one another."""
    links = [
        _parts_of(places, entries, np.flatnonzero(parts & (entries.type == number)), number)
        for number, kind in enumerate(entries.types)
        if kind.parts
    ]
    return _joined(links)


def _parts_of(places: Places, entries: Entries, parts: Ints, number: int) -> Pairs:
    reach = entries.types[number].parts_within_m
    wholes = np.setdiff1d(np.flatnonzero(entries.type == number), parts)
    a, b = near(places.geometry, entries.place[parts], entries.place[wholes], reach)
    away = shapely.distance(places.geometry[a], places.geometry[b])
    other_name = (places.stem[a] != places.stem[b]) | (places.stem[a] < 0)
    order = np.lexsort((b, away, other_name, a))
    order = order[away[order] <= reach]
    a, b = a[order], b[order]
    a, b = a[_first(a)], b[_first(a)]
    lone = np.setdiff1d(entries.place[parts], a)
    c, d = near(places.geometry, lone, lone, reach)
    close = (c < d) & shapely.dwithin(places.geometry[c], places.geometry[d], reach)
    both = np.concatenate([a, c[close]]), np.concatenate([b, d[close]])
    kinds = np.full(len(both[0]), number)
    return entries.at(both[0], kinds), entries.at(both[1], kinds)


def _neighbours(places: Places, entries: Entries, alone: Mask) -> Pairs:
    """Unnamed areas side by side, of the types where such make one site: courts of one ground."""
    reach = np.array([kind.neighbours_m for kind in entries.types])[entries.type]
    alone = alone & (reach > 0) & (places.shape[entries.place] == AREA)
    wide = np.unique(entries.place[alone])
    a, b = near(places.geometry, wide, wide, reach.max(initial=0.0))
    i, j = entries.shared(a[a < b], b[a < b])
    away = shapely.distance(places.geometry[entries.place[i]], places.geometry[entries.place[j]])
    linked = alone[i] & alone[j] & (away <= reach[i])
    return i[linked], j[linked]


def _without(parts: Mask, pairs: Pairs) -> Pairs:
    keep = ~parts[pairs[0]] & ~parts[pairs[1]]
    return pairs[0][keep], pairs[1][keep]


def _joined(links: Iterable[Pairs]) -> Pairs:
    links = [*links, (NONE, NONE)]
    return np.concatenate([a for a, _ in links]), np.concatenate([b for _, b in links])


def _first(ordered: Ints) -> Mask:
    """Where each value of an ordered array stands first."""
    return np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]


def _components(size: int, links: Iterable[Pairs]) -> Ints:
    """Number of the component of each of `size` things, by the first thing in it."""
    a, b = _joined(links)
    label, before = np.arange(size), np.empty(0, np.int64)
    while not np.array_equal(label, before):
        before = label
        least = np.minimum(label[a], label[b])
        label = label.copy()
        np.minimum.at(label, a, least)
        np.minimum.at(label, b, least)
        label = label[label]
    return np.unique(label, return_inverse=True)[1]
