"""Isochrones as files: streets and areas for GIS, or a map that opens anywhere."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from accessibility.outputs.folder import new_file
from accessibility.outputs.maps.isochrone import isochrone_html
from accessibility.outputs.tables import write_features
from accessibility.results import Reach

_MOST_LINES = 12  # of the summary, for one traveller


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
    """A line a traveller, place and limit: area reached and length of street."""
    told, names = [], _names(reach)
    for who in reach.travellers:
        rings = reach.rings[reach.rings["profile"] == who.name].sort_values("limit", kind="stable")
        lines = [
            _line(names.get(place, str(place)), ring)
            for place, ring in rings.groupby(level=0, sort=False)
        ]
        more = len(lines) - _MOST_LINES
        if more > 0:
            lines = [*lines[:_MOST_LINES], f"... and {more:,} more places"]
        told += [f"{who.name}, {who.speed_kmh:g} km/h on the flat:", *lines]
    return "\n".join((*told, _rests_on(reach)))


def _names(reach: Reach) -> dict[object, str]:
    """Facilities by id, with the name that the map has for them."""
    if "facility_id" not in reach.origins:
        return {}
    once = reach.origins.drop_duplicates("facility_id").set_index("facility_id")["name"].dropna()
    return {place: f"{name} ({place})" for place, name in once.items()}


def _line(name: str, ring: gpd.GeoDataFrame) -> str:
    reached = ", ".join(
        f"{row.limit:g} {row.unit}: {row.streets_km:.1f} km of street, "
        f"{row.geometry.area / 1e6:.2f} km2"
        for row in ring.itertuples()
    )
    return f"  {name}: {reached}"


def _rests_on(reach: Reach) -> str:
    """What the figures rest on: slope, waiting, and what is not known."""
    told = ["slope not considered"]
    if reach.elevation is not None:
        told = [f"slope from {reach.elevation}"]
        if reach.unknown_slope > 0:
            told.append(f"no height for {reach.unknown_slope:.1%} of street length: taken as flat")
    if reach.possible:
        told.append("none is surely of this type: those that may be are taken")
    if reach.waiting:
        told.append("with waiting at signals and crossings")
    told += [
        f"{who.name}: not told for {who.unknown_share:.0%} of street length whether it is passable"
        for who in reach.travellers
        if who.unknown_share is not None
    ]
    return "; ".join(told)
