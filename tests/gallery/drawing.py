"""One picture a case: the town, what bars the way, what is reached, and from where."""

import textwrap
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke
from PIL import Image

from accessibility.network import OBSTACLE_KINDS, Network
from accessibility.routing.graph import travel_graph
from accessibility.routing.profiles import Profile
from accessibility.routing.snapping import join

Box = tuple[float, float, float, float]

WIDTH, TALLEST, FLATTEST = 6.2, 4.6, 1.5  # inches: the page, and the height of the map
MARGIN, HEAD = 0.12, 0.72
DPI = 80
MANY = 200  # nodes: a real town, drawn in thinner lines
PAPER = "#fbfaf7"
BARRIER = {"wall": "#8c510a", "water": "#2b7bba", "rail": "#1a1a1a"}
RINGS = ("#1a7f5a", "#9bc53d", "#f2c14e", "#ef8354")  # the nearest first
WALKED = ("#0b4f37", "#4d7c0f", "#a8730a", "#b23c17")
HALO = [withStroke(linewidth=2.5, foreground=PAPER)]


class Picture:
    """A drawn case; `save` writes it, whether its test has passed or not."""

    def __init__(
        self, name: str, title: str, network: Network, *, profile: str | Profile = "walk",
        view: Box | None = None,
    ) -> None:  # fmt: skip
        self.name, self.title, self.network, self.profile = name, title, network, profile
        self.view = view
        self.graph = travel_graph(network, profile)
        self.figure = Figure(dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(self.figure)
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.legend: list[Patch | Line2D] = []
        self._streets()
        self._obstacles()
        self._gates()

    # what is there ---------------------------------------------------------

    def _streets(self) -> None:
        """Streets by whether the traveller may use them and whether they are on the ground."""
        graph, lines = self.graph, self.graph.lines
        thin = 1 if self.network.n_nodes < MANY else 0.5
        kinds = (
            ("open", graph.open & graph.ground, "#a9a69e", "-", 1.6 * thin),
            ("bridge, tunnel or indoors", graph.open & ~graph.ground, "#6f6b63", (0, (4, 2)),
             1.6 * thin),
            ("private", graph.private, "#9a6fb0", (0, (1, 1.5)), 2.0 * thin),
            (f"closed to {self._who()}", ~graph.leavable, "#d98b8b", (0, (1, 1.5)), 2.0 * thin),
        )  # fmt: skip
        for label, chosen, colour, style, width in kinds:
            if chosen.any():
                self._lines(lines[chosen], color=colour, linestyles=style, linewidths=width,
                            zorder=3)  # fmt: skip
                if label != "open":
                    key = Line2D([], [], color=colour, linestyle=style, linewidth=width)
                    key.set_label(label)
                    self.legend.append(key)
        self._arrows(graph.leave_along & ~graph.leave_against, lines)
        self._arrows(graph.leave_against & ~graph.leave_along, shapely.reverse(lines))
        if self.network.n_nodes < MANY:
            self.axes.scatter(*self.network.node_xy.T, s=9, color="#8b877e", zorder=4)

    def _who(self) -> str:
        return self.profile if isinstance(self.profile, str) else self.profile.name

    def _arrows(self, chosen: np.ndarray, lines: np.ndarray) -> None:
        for line in lines[chosen] if self.network.n_nodes < MANY else ():
            here, there = (line.interpolate(at, normalized=True) for at in (0.55, 0.6))
            self.axes.annotate(
                "", (there.x, there.y), (here.x, here.y), zorder=6,
                arrowprops={"arrowstyle": "-|>", "color": "#5a564e", "shrinkA": 0, "shrinkB": 0},
            )  # fmt: skip

    def _obstacles(self) -> None:
        barred = self.network.obstacles
        for number, kind in enumerate(OBSTACLE_KINDS):
            ends = barred.ends[barred.kind == number].reshape(-1, 2, 2)
            if len(ends):
                style = (0, (5, 1.2)) if kind == "rail" else "-"
                self.axes.add_collection(
                    LineCollection(ends, color=BARRIER[kind], linewidths=2.2, linestyles=style,
                                   zorder=5), autolim=False)  # fmt: skip
                self.legend.append(Line2D([], [], color=BARRIER[kind], lw=2.2, label=kind))

    def _gates(self) -> None:
        tags = self.network.node_tags
        gates = tags[tags["barrier"].notna()]
        for row, gate in gates.iterrows() if len(gates) < 30 else ():
            word = gate["access"] if isinstance(gate["access"], str) else ""
            x, y = self.network.node_xy[row]
            shut = word in ("private", "no") or gate["locked"] == "yes"
            self.axes.scatter([x], [y], s=70, marker="s", zorder=7, edgecolors="#4a2b05",
                              color="#d9534f" if shut else "#ffffff")  # fmt: skip
            self.label(f"{gate['barrier']} {word}".strip(), (x, y))

    def ground(self, shape: object, colour: str, label: str = "") -> None:
        """A park, a harbour, a plaza: what the case is about, below the streets."""
        self._area(shape, facecolor=colour, edgecolor="none", zorder=0)
        if label:
            self.legend.append(Patch(facecolor=colour, label=label))

    # what is found ---------------------------------------------------------

    def rings(self, areas: gpd.GeoDataFrame) -> None:
        """The areas, the widest below."""
        limits = sorted(areas["limit"].unique())
        for rank in reversed(range(len(limits))):
            for shape in areas.geometry[areas["limit"] == limits[rank]]:
                self._area(shape, facecolor=RINGS[rank % 4], edgecolor=WALKED[rank % 4],
                           alpha=0.38, linewidth=0.9, zorder=1)  # fmt: skip
        unit = areas["unit"].iloc[0]
        for rank, limit in enumerate(limits):
            said = f"{limit * 60:.0f} s" if unit == "min" and limit % 1 else f"{limit:g} {unit}"
            if said not in [key.get_label() for key in self.legend]:
                self.legend.append(Patch(facecolor=RINGS[rank % 4], alpha=0.6, label=said))

    def shares(self, areas: gpd.GeoDataFrame) -> None:
        """Areas that lie side by side, each in a colour of its own."""
        for rank, (name, shape) in enumerate(areas.geometry.items()):
            self._area(shape, facecolor=RINGS[rank % 4], edgecolor=WALKED[rank % 4],
                       alpha=0.5, linewidth=0.9, zorder=1)  # fmt: skip
            self.legend.append(Patch(facecolor=RINGS[rank % 4], alpha=0.6, label=str(name)))

    def reached(self, streets: gpd.GeoDataFrame) -> None:
        """The streets reached, the farthest below."""
        limits = sorted(streets["limit"].unique())
        bold = 3.6 if self.network.n_nodes < MANY else 1.7
        for rank in reversed(range(len(limits))):
            own = streets.geometry[streets["limit"] == limits[rank]].to_numpy()
            self._lines(own, color=WALKED[rank % 4], linewidths=bold, zorder=5 - 0.1 * rank)

    def origins(self, points: gpd.GeoDataFrame, *, named: bool = False) -> None:
        """Where the search starts, and the straight way from there to the street."""
        own = points.to_crs(self.network.crs)
        joins = join(self.graph, own, leaving=True)
        joined = joins["edge"].to_numpy() >= 0
        lines = self.graph.lines[joins["edge"].to_numpy()[joined]]
        share = joins["offset_mm"].to_numpy()[joined] / np.maximum(
            self.network.edge_mm[joins["edge"].to_numpy()[joined]], 1
        )
        feet = shapely.line_interpolate_point(lines, share, normalized=True)
        ways = shapely.linestrings(
            np.stack([shapely.get_coordinates(own.geometry[joined]),
                      shapely.get_coordinates(feet)], axis=1))  # fmt: skip
        self._lines(ways, color="#c1121f", linewidths=1.3, linestyles=(0, (2, 1.5)), zorder=8)
        xy = shapely.get_coordinates(own.geometry)
        self.axes.scatter(*xy[joined].T, s=46, color="#c1121f", edgecolors="white", zorder=9)
        self.axes.scatter(*xy[~joined].T, s=46, color="none", edgecolors="#c1121f", zorder=9)
        if named:
            for name, place in zip(own.index, xy, strict=True):
                self.label(str(name), place)

    def marks(
        self, points: gpd.GeoDataFrame, *, named: bool = True, colour: str = "#3d348b"
    ) -> None:
        """Doors, shops, cells: other places of the case."""
        xy = shapely.get_coordinates(points.to_crs(self.network.crs).geometry)
        self.axes.scatter(*xy.T, s=44, marker="D", color=colour, edgecolors="white", zorder=9)
        for name, place in zip(points.index, xy, strict=True) if named else ():
            self.label(str(name), place)

    def label(self, text: str, xy: object) -> None:
        """A word beside a place."""
        x, y = np.asarray(xy, float)
        self.axes.annotate(text, (x, y), (5, 5), textcoords="offset points", fontsize=8,
                           zorder=10, path_effects=HALO, annotation_clip=True)  # fmt: skip

    # putting it on paper ---------------------------------------------------

    def save(self, folder: Path, *, failed: bool = False) -> Path:
        """Write the picture; a case that failed says so in red."""
        tall = self._frame()
        ink = "#c1121f" if failed else "#22201c"
        name = ("FAILED: " if failed else "") + self.name.replace("_", " ")
        left, top, inch = MARGIN / WIDTH, 1 - 0.08 / tall, 1 / tall
        self.figure.text(left, top, name, fontsize=11, weight="bold", va="top", color=ink)
        self.figure.text(left, top - 0.25 * inch, textwrap.fill(self.title, 76), fontsize=9.5,
                         va="top", color=ink)  # fmt: skip
        if self.legend:
            self.axes.legend(handles=self.legend, loc="lower right", fontsize=7.5,
                             framealpha=0.85).set_zorder(11)  # fmt: skip
        path = folder / f"{self.name}.png"
        self.figure.savefig(path, dpi=DPI, metadata={"Software": None})
        return path

    def _frame(self) -> float:
        """Lay out the page around the part of the town to be seen; its height [inches]."""
        if self.view is None:
            self.axes.autoscale_view()
            self.axes.margins(0.06)
            (left, right), (low, high) = self.axes.get_xlim(), self.axes.get_ylim()
            low -= 0.06 * (right - left)  # room for the scale bar
        else:
            left, low, right, high = self.view
        across = WIDTH - 2 * MARGIN
        tall = float(np.clip(across * (high - low) / (right - left), FLATTEST, TALLEST))
        wide = max(right - left, (high - low) * across / tall)  # one scale for both axes
        high_by = wide * tall / across
        left, right = (left + right - wide) / 2, (left + right + wide) / 2
        low, high = (low + high - high_by) / 2, (low + high + high_by) / 2
        page = HEAD + tall + MARGIN
        self.figure.set_size_inches(WIDTH, page)
        self.axes.set_position((MARGIN / WIDTH, MARGIN / page, across / WIDTH, tall / page))
        self._scale_bar(left, right, low, high)
        self.axes.set_xlim(left, right)
        self.axes.set_ylim(low, high)
        return page

    def _scale_bar(self, left: float, right: float, low: float, high: float) -> None:
        length = _round_length((right - left) / 5)
        x, y = left + 0.03 * (right - left), low + 0.04 * (high - low)
        self.axes.plot([x, x + length], [y, y], color="#22201c", lw=3, solid_capstyle="butt",
                       zorder=11)  # fmt: skip
        said = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
        self.axes.annotate(said, (x + length / 2, y), (0, 4), textcoords="offset points",
                           ha="center", fontsize=8, path_effects=HALO, zorder=11)  # fmt: skip

    def _lines(self, lines: np.ndarray, **style: object) -> None:
        if len(lines):
            paths = [shapely.get_coordinates(line) for line in lines]
            self.axes.add_collection(LineCollection(paths, **style))

    def _area(self, shape: object, **style: object) -> None:
        for part in shapely.get_parts(shape):
            rings = [Outline(ring.coords, closed=True) for ring in (part.exterior, *part.interiors)]
            self.axes.add_patch(PathPatch(Outline.make_compound_path(*rings), **style))


def _round_length(longest: float) -> float:
    """The longest of 1, 2, 5, 10, ... that is not above this."""
    power = 10.0 ** np.floor(np.log10(longest))
    return float(power * max(step for step in (1, 2, 5) if step * power <= longest))


def contact_sheet(pictures: list[Path], target: Path, columns: int = 6) -> None:
    """All pictures on one sheet, row by row."""
    shots = [Image.open(path).convert("RGB") for path in pictures]
    rows = [shots[i : i + columns] for i in range(0, len(shots), columns)]
    tall = [max(shot.height for shot in row) + 10 for row in rows]
    wide = max(shot.width for shot in shots) + 10
    sheet = Image.new("RGB", (columns * wide, sum(tall)), "white")
    for number, row in enumerate(rows):
        for place, shot in enumerate(row):
            sheet.paste(shot, (place * wide, sum(tall[:number])))
    sheet.save(target, compress_level=1)
