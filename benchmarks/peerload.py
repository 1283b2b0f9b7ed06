"""What the other readers make of an extract. Each imports what it needs when it is called."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

POI_KEYS = ("amenity", "shop", "leisure", "healthcare", "office", "public_transport", "sport")


def pyrosm_all(path: Path) -> dict[str, Any]:
    """Walking network, facilities, buildings and boundaries, as pyrosm's pages do it."""
    from pyrosm import OSM

    osm = OSM(str(path))
    nodes, edges = osm.get_network(network_type="walking", nodes=True)
    return {
        "nodes": nodes,
        "edges": edges,
        "facilities": osm.get_pois(custom_filter=dict.fromkeys(POI_KEYS, True)),
        "buildings": osm.get_buildings(),
        "boundaries": osm.get_boundaries(),
    }


def whole_xml(path: Path, folder: Path) -> Path:
    """The extract as .osm without what refers to something clipped off; its streets beside it.

    OSMnx reads XML only, makes a street of every way of a file, and stops at a way that lacks
    a node. So it is given a repaired file, and one of streets alone; the time to write them
    does not count.
    """
    import osmium

    on_street = {
        node.ref
        for way in osmium.FileProcessor(str(path), osmium.osm.WAY)
        if "highway" in way.tags
        for node in way.nodes
    }
    target = folder / f"{path.name.split('.')[0]}.osm"
    for file in (target, streets_beside(target)):
        file.unlink(missing_ok=True)
    everything = osmium.SimpleWriter(str(target))
    streets = osmium.SimpleWriter(str(streets_beside(target)))
    for kind, thing in repaired(path):
        everything.add(thing)
        if (kind == "n" and thing.id in on_street) or (kind == "w" and "highway" in thing.tags):
            streets.add(thing)
    everything.close()
    streets.close()
    return target


def repaired(path: Path) -> Iterator[tuple[str, Any]]:
    """Every node, way and relation of an extract, without what was clipped off."""
    import osmium

    known: dict[str, set[int]] = {"n": set(), "w": set()}
    for thing in osmium.FileProcessor(str(path)):
        if thing.is_node():
            known["n"].add(thing.id)
            yield "n", thing
        elif thing.is_way():
            refs = [node.ref for node in thing.nodes if node.ref in known["n"]]
            if len(refs) > 1:
                known["w"].add(thing.id)
                yield "w", thing.replace(nodes=refs)
        elif all(member.ref in known.get(member.type, ()) for member in thing.members):
            yield "r", thing


def streets_beside(path: Path) -> Path:
    """The file that holds the streets of a repaired extract."""
    return path.with_name(f"{path.stem}-streets.osm")


def osmnx_all(path: Path) -> dict[str, Any]:
    """Graph and features, from the two files that `whole_xml` wrote."""
    import osmnx

    graph = osmnx.graph_from_xml(streets_beside(path), simplify=True, retain_all=True)
    tags: dict[str, Any] = {**dict.fromkeys(POI_KEYS, True), "building": True}
    tags["boundary"] = "administrative"
    features = osmnx.features_from_xml(path, tags=tags)
    return {"graph": graph, "features": features}
