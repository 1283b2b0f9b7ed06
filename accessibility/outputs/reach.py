"""Isochrones as files: streets and areas for GIS, or a map that opens anywhere."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from accessibility.outputs.folder import new_file
from accessibility.outputs.maps.isochrone import isochrone_html
from accessibility.outputs.tables import write_features
from accessibility.results import Reach


def write_reach(reach: Reach, path: Path) -> None:
    """Write what is reached as .gpkg (two layers), .geojson (one of both) or .html."""
    with new_file(path) as draft:
        if path.suffix.lower() == ".html":
            draft.write_text(isochrone_html(reach), encoding="utf-8")
        elif path.suffix.lower() == ".gpkg":
            write_features(reach.rings, draft, layer="rings")
            write_features(reach.streets, draft, layer="streets")
        else:
            write_features(both(reach), draft, layer="reach")


def both(reach: Reach) -> gpd.GeoDataFrame:
    """Rings and reached streets in one frame, told apart by `part`."""
    frames = [reach.rings.assign(part="ring"), reach.streets.assign(part="street")]
    return pd.concat([frame.rename_axis("origin").reset_index() for frame in frames])


def summary(reach: Reach) -> str:
    """A line a place and limit: area reached and length of street."""
    rings = reach.rings.sort_values("limit", kind="stable")
    lines = []
    for origin, ring in rings.groupby(level=0, sort=False):
        reached = ", ".join(
            f"{row.limit:g} {row.unit}: {row.streets_km:.1f} km of street, "
            f"{row.geometry.area / 1e6:.2f} km2"
            for row in ring.itertuples()
        )
        lines.append(f"{origin}: {reached}")
    return "\n".join(lines)
