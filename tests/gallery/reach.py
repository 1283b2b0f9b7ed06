"""What is reached, drawn, and held to what is true of every reach whatever the town."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from accessibility.network import Network
from accessibility.routing.graph import TravelGraph
from accessibility.routing.isochrones import isochrones, reached_streets
from tests.gallery.drawing import Picture
from tests.routing.towns import with_nodes, with_obstacles

BUFFER_M = 30
LEFT_OUT = 0.005  # of the length reached may lie outside an area cut at walls and shores
SHARE = 0.03  # by which an area may differ from the exact band around its streets

Places = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Reach:
    """Streets and areas of one search."""

    streets: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame

    def metres(self, limit: float | None = None) -> float:
        """Length of street reached by all origins together, to the millimetre."""
        own = self.streets if limit is None else self._own(self.streets, limit)
        return round(float(own["length_m"].sum()), 3)

    def area(self, limit: float | None = None) -> shapely.Geometry:
        """The one area, or all areas of a limit together."""
        own = self.areas if limit is None else self._own(self.areas, limit)
        return shapely.union_all(own.geometry.to_numpy())

    def ways(self, limit: float | None = None) -> dict[int, float]:
        """Metres reached by OSM way; the towns' ways are 100, 101, ..."""
        own = self.streets if limit is None else self._own(self.streets, limit)
        return own.groupby("osm_id")["length_m"].sum().round(3).to_dict()

    def nodes(self, places: Places, limit: float | None = None) -> str:
        """Names of the places that lie on a street reached, in the town's order."""
        own = self.streets if limit is None else self._own(self.streets, limit)
        lines = shapely.multilinestrings(own.geometry.to_numpy())
        near = shapely.distance(shapely.points([*places.values()]), lines) < 1e-6
        return " ".join(np.array([*places])[near])

    @staticmethod
    def _own(frame: gpd.GeoDataFrame, limit: float) -> gpd.GeoDataFrame:
        return frame[np.isclose(frame["limit"], limit)]


def reach(
    see: Picture, points: gpd.GeoDataFrame, *, named: bool = False, buffer_m: float = BUFFER_M,
    graph: TravelGraph | None = None, **asked: object,
) -> Reach:  # fmt: skip
    """Search, draw, and check the laws that hold everywhere.

    `graph` stands for another traveller than the picture's, or one who waits.
    """
    where = see.graph if graph is None else graph
    see.origins(points, named=named)
    streets = reached_streets(where, points, **asked)
    see.reached(streets)
    areas = isochrones(where, points, buffer_m=buffer_m, **asked)
    see.rings(areas)
    barred = len(see.network.obstacles.kind) > 0
    for row in range(len(points)):
        _laws(streets[streets.index == points.index[row]],
              areas[areas.index == points.index[row]], buffer_m, barred)  # fmt: skip
    return Reach(streets, areas)


def _laws(
    streets: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, buffer_m: float, barred: bool
) -> None:
    """Rings nest, hold their streets, and are no wider than the band around those."""
    inner = shapely.Polygon()
    for _, ring in areas.iterrows():
        own = streets[streets["limit"] == ring["limit"]]
        area, lines = ring["geometry"], own.geometry.to_numpy()
        assert shapely.is_valid(area)
        assert inner.is_empty or area.covers(inner), f"{ring['limit']}: a smaller ring sticks out"
        told = 0 if np.isnan(ring["streets_km"]) else ring["streets_km"]
        np.testing.assert_allclose(told * 1000, own["length_m"].sum(), atol=1e-6)
        outside = shapely.length(shapely.difference(lines, area.buffer(0.05))).sum()
        assert outside <= (LEFT_OUT if barred else 0) * shapely.length(lines).sum(), (
            f"{outside:.1f} m of street reached lie outside the area of {ring['limit']}"
        )
        band = shapely.union_all(shapely.buffer(lines, buffer_m, quad_segs=16))
        beyond, missing = area.difference(band).area, band.difference(area).area
        assert beyond <= SHARE * band.area, f"{beyond:.0f} m2 too much of {band.area:.0f}"
        if not barred:
            assert missing <= SHARE * band.area, f"{missing:.0f} m2 missing of {band.area:.0f}"
        inner = area


def barred(network: Network, **lines: Sequence[Sequence[tuple[float, float]]]) -> Network:
    """The town with wall=, water= and rail= drawn into it, as lines of places."""
    return with_obstacles(network, *((kind, line) for kind in lines for line in lines[kind]))


def tagged(network: Network, places: Places, **nodes: dict[str, str]) -> Network:
    """The town with tags on some of its places, such as g={"barrier": "gate"}."""
    rows = {[*places].index(name): tags for name, tags in nodes.items()}
    return with_nodes(network, dict(sorted(rows.items())))


def half_plane(*, above: float | None = None, below: float | None = None) -> shapely.Polygon:
    """All that lies north or south of a line: the far bank."""
    far = 1e5
    return shapely.box(-far, above, far, far) if above is not None else shapely.box(
        -far, -far, far, below)  # fmt: skip
