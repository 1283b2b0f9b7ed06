"""Map objects for tests: tags written as in the labelled cases, geometry in metres."""

from collections.abc import Iterable

import geopandas as gpd
from shapely import Geometry, Point, box

METRIC = 32631


def tags_of(text: str) -> dict[str, str]:
    """`k=v;k=v` as tags; a piece without `=` belongs to the value before it."""
    tags: dict[str, str] = {}
    for piece in text.split(";"):
        key, equals, value = piece.partition("=")
        if equals:
            tags[key] = value
        elif piece:
            tags[next(reversed(tags))] += f";{piece}"
    return tags


def objects_of(rows: Iterable[tuple[str, str, Geometry]]) -> gpd.GeoDataFrame:
    """Objects of (id, tags as text, geometry)."""
    rows = list(rows)
    return gpd.GeoDataFrame(
        {"osm_id": [row[0] for row in rows], "tags": [tags_of(row[1]) for row in rows]},
        geometry=[row[2] for row in rows],
        crs=METRIC,
    ).astype({"osm_id": "str"})


def square(x: float, y: float, side: float) -> Geometry:
    """A square with its lower left corner at x, y [m]."""
    return box(x, y, x + side, y + side)


def point(x: float, y: float) -> Geometry:
    """A point [m]."""
    return Point(x, y)
