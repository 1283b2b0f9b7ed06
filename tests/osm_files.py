"""Small OSM files for tests, written from a few lines of Python."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import osmium
from osmium.osm.mutable import Node, Relation, Way

Tags = Mapping[str, str]


def write_osm(
    path: Path,
    nodes: Mapping[int, Sequence[Any]],
    ways: Mapping[int, tuple[Sequence[int], Tags]] | None = None,
    relations: Mapping[int, tuple[Sequence[tuple[str, int, str]], Tags]] | None = None,
    *,
    header: Mapping[str, str] | None = None,
    box: tuple[float, float, float, float] | None = None,
    timestamp: str = "2024-05-01T00:00:00Z",
) -> Path:
    """Write nodes, ways and relations, and give the path back.

    nodes is {id: (lon, lat)} or {id: (lon, lat, tags)}, ways {id: ([node ids], tags)},
    relations {id: ([("w", 7, "outer"), ...], tags)}. A way may name nodes that are not
    there: that is what a clipped extract looks like. The suffix decides the format:
    .osm.pbf, .osm, .osm.bz2, .osm.gz. box is west, south, east, north.
    """
    head = osmium.io.Header()
    for key, value in (header or {}).items():
        head.set(key, value)
    if box is not None:
        west, south, east, north = box
        head.add_box(
            osmium.osm.Box(osmium.osm.Location(west, south), osmium.osm.Location(east, north))
        )
    common = {"version": 1, "visible": True, "timestamp": timestamp}
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path), header=head) as writer:
        for id_, (lon, lat, *tags) in sorted(nodes.items()):
            tags_of_node = dict(tags[0]) if tags else {}
            writer.add_node(Node(id=id_, location=(lon, lat), tags=tags_of_node, **common))
        for id_, (refs, tags) in sorted((ways or {}).items()):
            writer.add_way(Way(id=id_, nodes=list(refs), tags=dict(tags), **common))
        for id_, (members, tags) in sorted((relations or {}).items()):
            writer.add_relation(Relation(id=id_, members=list(members), tags=dict(tags), **common))
    return path
