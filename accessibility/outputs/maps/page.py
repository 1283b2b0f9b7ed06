"""The audit's map: where the circles fail, for whom, and what is missing."""

from pathlib import Path
from typing import Any

import folium

from accessibility.outputs.maps.inline import Overlay, self_contained
from accessibility.outputs.maps.payload import payload
from accessibility.results import Results

STYLES = ("base.css", "map.css", "card.css", "small.css")
SCRIPTS = (
    "data.js", "words.js", "signs.js", "ground.js", "model.js", "limits.js", "state.js",
    "areas.js", "people.js", "labels.js", "scale.js", "headline.js", "legend.js", "card.js",
    "tools.js", "print.js", "audit.js",
)  # fmt: skip

# Camel case reaches Leaflet: `max_zoom` would only reach a tile layer, and we have none.
LEAFLET: dict[str, Any] = {
    "tiles": None,
    "zoom_control": False,
    "prefer_canvas": True,
    "maxZoom": 19,
    "zoomSnap": 0.25,
    "attributionControl": False,
    "wheelPxPerZoomLevel": 90,
}


def score_map(results: Results, *, lang: str | None = None) -> folium.Map:
    """The audit as a folium map, to which a researcher may still add layers.

    Parameters
    ----------
    lang : ``en`` or ``zh``, the language it opens in; the study's own where not given
    """
    data = payload(results, lang=lang)
    west, south, east, north = data["box"]
    chart = folium.Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=13, **LEAFLET)
    chart.add_child(Overlay(data, styles=STYLES, scripts=SCRIPTS, start="drawAudit"))
    return chart


def map_html(results: Results, *, lang: str | None = None) -> str:
    """The audit's map as one HTML document that requests nothing."""
    lang = lang or results.study.lang
    study = results.study
    title = (study.name_zh or study.name) if lang == "zh" else study.name
    return self_contained(score_map(results, lang=lang), lang=lang, title=title)


def write_map(results: Results, path: Path, *, lang: str | None = None) -> None:
    """Write the audit's map as one self-contained file."""
    path.write_text(map_html(results, lang=lang), encoding="utf-8")
