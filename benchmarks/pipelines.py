"""What a capable user puts together for a district, and our audit: one cold process each.

    python -m benchmarks.pipelines ENGINE EXTRACT FOLDER

The pipelines of pyrosm and OSMnx answer less: for 21 types, the share of homes (buildings)
within the radius on foot, in every community and in all, and a map of it. Facilities are
the middles of what carries the tag; there are no verdicts, no bicycle and no tables.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.clock import tell

# type: key, values, radius [m]; the types that a plain tag tells
ITEMS: dict[str, tuple[str, tuple[str, ...], int]] = {
    "kindergarten": ("amenity", ("kindergarten",), 300),
    "primary_school": ("amenity", ("school",), 500),
    "community_health_center": ("amenity", ("clinic", "hospital", "doctors"), 1000),
    "pharmacy": ("amenity", ("pharmacy",), 500),
    "cultural_center": ("amenity", ("community_centre", "arts_centre", "library"), 1000),
    "police_station": ("amenity", ("police",), 800),
    "post_office": ("amenity", ("post_office",), 1000),
    "bank": ("amenity", ("bank",), 1000),
    "restaurant": ("amenity", ("restaurant", "fast_food", "cafe"), 1000),
    "public_toilet": ("amenity", ("toilets",), 300),
    "bicycle_parking": ("amenity", ("bicycle_parking",), 300),
    "car_parking": ("amenity", ("parking",), 500),
    "nursing_home": ("amenity", ("social_facility", "nursing_home"), 1000),
    "recycling_point": ("amenity", ("recycling",), 300),
    "shopping_center": ("shop", ("mall", "department_store"), 500),
    "fresh_market": ("shop", ("supermarket", "greengrocer", "butcher"), 500),
    "community_shops": ("shop", ("convenience", "hairdresser", "laundry"), 300),
    "park": ("leisure", ("park", "garden"), 500),
    "small_sports_ground": ("leisure", ("pitch",), 300),
    "children_elderly_ground": ("leisure", ("playground",), 300),
    "gym": ("leisure", ("fitness_centre", "sports_centre"), 1000),
}
KEYS = ("amenity", "shop", "leisure")


class Stages:
    """Seconds of each stage since the last one."""

    def __init__(self) -> None:
        self.at = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def end(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = now - self.at
        self.at = now


def by_us(path: Path, folder: Path) -> dict[str, Any]:
    """The command itself, from imports to the last file."""
    stages = Stages()
    from accessibility.cli import main

    sys.argv = ["accessibility", "audit", "--osm", str(path), "-o", str(folder), "--force"]
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise
    stages.end("all")
    return {"stages": stages.seconds}


def by_pyrosm(path: Path, folder: Path) -> dict[str, Any]:
    stages = Stages()
    import numpy as np
    import pandana
    import pandas as pd
    from pyrosm import OSM

    stages.end("imports")
    osm = OSM(str(path))
    nodes, edges = osm.get_network(network_type="walking", nodes=True)
    homes = osm.get_buildings()
    places = osm.get_pois(custom_filter=dict.fromkeys(KEYS, True))
    communities = osm.get_boundaries()
    stages.end("reading")
    nodes = nodes.set_index("id")
    net = pandana.Network(
        nodes["lon"], nodes["lat"], edges["u"], edges["v"], edges[["length"]], twoway=True
    )
    stages.end("contraction")
    middle = homes.geometry.representative_point()
    home_node = net.get_node_ids(middle.x, middle.y)
    stages.end("snapping")
    within = pd.DataFrame(index=homes.index)
    for kind, (key, values, radius) in ITEMS.items():
        at = places[places[key].isin(values)].geometry.representative_point()
        if at.empty:
            within[kind] = False
            continue
        net.set_pois(kind, radius, 1, at.x, at.y)
        metres = net.nearest_pois(radius, kind, num_pois=1, max_distance=np.inf)[1]
        within[kind] = metres.reindex(home_node).to_numpy() <= radius
    stages.end("nearest")
    mapped(communities, middle, within, places, folder)
    stages.end("map")
    return {"stages": stages.seconds, "covered": within.mean().to_dict(), "homes": len(homes)}


def by_osmnx(path: Path, folder: Path) -> dict[str, Any]:
    """The same with OSMnx, from XML, and networkx for the searches."""
    stages = Stages()
    import networkx as nx
    import osmnx
    import pandas as pd

    from benchmarks.peerload import streets_beside

    stages.end("imports")
    graph = osmnx.graph_from_xml(streets_beside(path), simplify=True, retain_all=True)
    graph = graph.to_undirected()
    tags: dict[str, Any] = dict.fromkeys(KEYS, True) | {"building": True}
    features = osmnx.features_from_xml(path, tags=tags | {"boundary": "administrative"})
    stages.end("reading")
    homes = features[features["building"].notna() & features.geom_type.str.contains("Polygon")]
    communities = features[features["boundary"].notna() & features.geom_type.str.contains("Pol")]
    middle = homes.geometry.representative_point()
    projected = osmnx.project_graph(graph)
    flat = middle.to_crs(projected.graph["crs"])
    home_node = osmnx.nearest_nodes(projected, flat.x, flat.y)
    stages.end("snapping")
    within = pd.DataFrame(index=homes.index)
    for kind, (key, values, radius) in ITEMS.items():
        own = features[features[key].isin(values)].representative_point().to_crs(flat.crs)
        if own.empty:
            within[kind] = False
            continue
        doors = set(osmnx.nearest_nodes(projected, own.x, own.y))
        metres = nx.multi_source_dijkstra_path_length(graph, doors, radius, weight="length")
        within[kind] = [node in metres for node in home_node]
    stages.end("nearest")
    places = features[features[list(KEYS)].notna().any(axis=1)]
    mapped(communities, middle, within, places, folder)
    stages.end("map")
    return {"stages": stages.seconds, "covered": within.mean().to_dict(), "homes": len(homes)}


def mapped(communities: Any, homes: Any, within: Any, places: Any, folder: Path) -> None:
    """Coverage of each community on a folium map, with the facilities in clusters."""
    import folium
    import geopandas as gpd
    from folium.plugins import FastMarkerCluster

    table = gpd.GeoDataFrame(within.astype(float), geometry=homes)
    shape = communities[["name", "geometry"]].reset_index(drop=True)
    inside = gpd.sjoin(table, shape[["geometry"]], predicate="within")
    share = inside.groupby("index_right")[list(ITEMS)].mean().mul(100).round(1)
    drawn = shape.join(share, how="inner")
    centre = homes.iloc[0]
    page = folium.Map(location=[centre.y, centre.x], zoom_start=13)
    if len(drawn):
        folium.GeoJson(
            drawn, tooltip=folium.GeoJsonTooltip(fields=["name", *ITEMS])
        ).add_to(page)  # fmt: skip
    at = places.geometry.representative_point()
    FastMarkerCluster(list(zip(at.y, at.x, strict=True))).add_to(page)
    folder.mkdir(parents=True, exist_ok=True)
    page.save(str(folder / "map.html"))


ENGINES: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "ours": by_us,
    "pyrosm": by_pyrosm,
    "osmnx": by_osmnx,
}

if __name__ == "__main__":
    tell(ENGINES[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3])))
