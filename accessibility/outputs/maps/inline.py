"""Makes a folium map one file that asks the network for nothing, byte-equal for equal input."""

import json
import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Any, cast

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement

_HERE = files("accessibility.outputs.maps")
_VENDORED = {"leaflet": "leaflet/leaflet.js", "leaflet_css": "leaflet/leaflet.css"}
# What folium adds to every page and nothing on ours uses.
_UNUSED = (
    "jquery", "bootstrap", "awesome_markers", "bootstrap_css", "glyphicons_css",
    "awesome_markers_font_css", "awesome_markers_css", "awesome_rotate_css",
)  # fmt: skip

# Whatever the data holds, the page may run only itself and may fetch nothing.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)

_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
{header}
</head>
<body>
{html}
<script>
{script}
</script>
</body>
</html>
"""


class Verbatim(Element):
    """Text that reaches the page as it is; other elements are Jinja templates."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self._text = text

    def render(self, **_: Any) -> str:
        """The text itself."""
        return self._text


class Overlay(MacroElement):
    """Our own style, data and program on a folium map.

    Parameters
    ----------
    data : what the program reads, JSON types only
    styles, scripts : file names in `assets`, in order
    start : the function of the scripts that draws, called with map and data
    """

    def __init__(
        self, data: dict[str, Any], *, styles: tuple[str, ...], scripts: tuple[str, ...], start: str
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Overlay"
        self._data = data
        self._styles = styles
        self._scripts = scripts
        self._start = start

    def render(self, **_: Any) -> str:
        """Put style, data and program into the figure the map belongs to; nothing in place."""
        figure = cast(Figure, self.get_root())
        chart = cast(folium.Map, self._parent)
        css = "\n".join(asset(name) for name in self._styles)
        figure.header.add_child(Verbatim(f"<style>\n{css}</style>"), name="overlay_css")
        carried = {"words": json.loads(asset("words.json")), **self._data}
        figure.html.add_child(
            Verbatim(f'<script type="application/json" id="data">{script_json(carried)}</script>'),
            name="overlay_data",
        )
        program = "\n".join(asset(name) for name in self._scripts)
        data = 'JSON.parse(document.getElementById("data").textContent)'
        figure.script.add_child(
            Verbatim(
                f'(() => {{\n"use strict";\n{program}\n'
                f"{self._start}({chart.get_name()}, {data});\n}})();"
            ),
            name="overlay_program",
        )
        return ""


def asset(name: str) -> str:
    """The text of one of our own style or program files."""
    return (_HERE / "assets" / name).read_text(encoding="utf-8")


def asset_words(lang: str) -> dict[str, str]:
    """The page's words in one language."""
    words: dict[str, dict[str, str]] = json.loads(asset("words.json"))
    return words[lang]


def script_json(data: dict[str, Any]) -> str:
    """JSON that may stand inside a script element, whatever names it holds."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def self_contained(chart: folium.Map, *, lang: str, title: str) -> str:
    """The map as one HTML document.

    Layers that a caller added are kept as long as Leaflet alone draws them; one that
    needs another library raises LookupError naming it, rather than fetch it when opened.
    """
    figure = cast(Figure, chart.get_root())
    _number_elements(figure)
    for child in figure._children.values():
        child.render()
    header = figure.header._children
    for key, element in list(header.items()):
        if key in _UNUSED:
            del header[key]
        elif isinstance(element, (JavascriptLink, CssLink)):
            header[key] = Verbatim(_vendored(key))
    header.pop("meta_http", None)
    return _PAGE.format(
        lang="zh-CN" if lang == "zh" else "en",
        policy=_POLICY,
        title=escape(title),
        header=figure.header.render(),
        html=figure.html.render(),
        script=figure.script.render(),
    )


def _number_elements(figure: Element) -> None:
    """Element ids by a counter: folium draws them at random, and files would never be equal."""
    for count, element in enumerate(_descendants(figure)):
        element._id = f"{count}"


def _descendants(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _descendants(child)


def _vendored(key: str) -> str:
    """A library's own text as an element of the page."""
    if key not in _VENDORED:
        raise LookupError(
            f"map: the library {key!r} is not carried along, so the page would ask for it when "
            f"opened. Use layers that Leaflet draws alone, or folium's own save()."
        )
    text = (_HERE / _VENDORED[key]).read_text(encoding="utf-8")
    if _VENDORED[key].endswith(".css"):  # its pictures serve controls that our maps lack
        return f"<style>\n{re.sub(r'url[(]images/[^)]*[)]', 'none', text)}</style>"
    return "<script>" + text.replace("</script", "<\\/script") + "</script>"
