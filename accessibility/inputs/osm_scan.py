"""One OSM file, read in C++ and handed over as columns.

libosmium filters the file, puts locations on the ways and writes what matters in its own
line format (OPL), which is then cut into columns: a hundredth of the Python objects that
a callback for every node would make, and a few times the speed.
"""

import ctypes
import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
import pandas as pd
from numpy.typing import NDArray
from osmium.filter import KeyFilter, TagFilter
from osmium.osm import NODE, NOTHING, RELATION, WAY

from accessibility.errors import (
    OsmDamagedError,
    OsmFileMissingError,
    OsmHistoryFileError,
    OsmTruncatedError,
    OsmUnreadableError,
    TemporaryFolderFullError,
)
from accessibility.inputs.osm_tags import OBJECT_KEYS, is_plaza

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz", ".osm.xml", ".xml")
_AREA_KEYS = (*sorted(OBJECT_KEYS), "name", "building", "highway", "boundary", "barrier")
_KEYS = (*_AREA_KEYS, "entrance", "crossing", "kerb")
_HELD = {"20": "\x1c", "2c": "\x1d", "3d": "\x1e", "a": "\x1f", "0a": "\x1f"}  # space , = newline
_LET_GO = {0x1D: ",", 0x1E: "=", 0x1F: "\n"}
# What libosmium and its readers say of a file that ends too early.
_CUT_OFF = (
    "EOF", "unclosed token", "no element found", "read failed: -7", "read close failed",
)  # fmt: skip
_NO_ROOM = ("No space left", "Write failed")
_FAULTS = (RuntimeError, ValueError, osmium.InvalidLocationError)  # what libosmium raises
_TO_LINES = bytes.maketrans(b"xy,", b",,\n")


@dataclass(frozen=True, kw_only=True)
class Points:
    """Nodes with tags; n of them."""

    ids: NDArray[np.int64]
    tags: list[dict[str, str]]
    lonlat: NDArray[np.float64]  # [n, 2]


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Ways with tags; way i has the nodes first[i] : first[i + 1]."""

    ids: NDArray[np.int64]
    tags: list[dict[str, str]]
    refs: NDArray[np.int64]  # [k]
    lonlat: NDArray[np.float64]  # [k, 2], NaN where the node is missing
    first: NDArray[np.int64]


Ring = tuple[list[int], list[tuple[float, float]]]


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """Multipolygon and boundary relations; those that did not close have no shape."""

    tags: dict[int, dict[str, str]] = field(default_factory=dict)
    shapes: dict[int, str] = field(default_factory=dict)  # WKB in hexadecimal
    rings: dict[int, list[Ring]] = field(default_factory=dict)  # of plazas only


@dataclass(frozen=True, kw_only=True)
class Scan:
    """All of an OSM file that could matter."""

    points: Points
    ways: Ways
    relations: Assembled
    box: tuple[float, float, float, float] | None  # of the header
    date: str | None  # of the header
    newest: str | None  # the newest edit among points and ways


def scan(path: Path) -> Scan:
    """Read an OSM file; one clear error where it is none.

    A file whose ways stand before their nodes, as Overpass may write them, is sorted first.
    """
    if not path.is_file():
        raise OsmFileMissingError(path)
    with osmium_errors(path):
        with osmium.io.Reader(str(path), NOTHING) as reader:
            header = reader.header()
        if header.has_multiple_object_versions:
            raise OsmHistoryFileError(path)
        points, ways, newest, relations = _columns(path)
        if np.isnan(ways.lonlat).sum() > len(ways.refs):  # of 2 numbers a node: most are lost
            with _work_folder() as folder:
                points, ways, newest, relations = _columns(_sorted_copy(path, folder))
    _require_on_globe(path, points)
    return Scan(
        points=points,
        ways=ways,
        relations=relations,
        box=_header_box(header),
        date=header.get("osmosis_replication_timestamp", "") or None,
        newest=newest,
    )


def _require_on_globe(path: Path, points: Points) -> None:
    """Refuse a point that is nowhere; of the nodes of ways libosmium itself refuses them."""
    outside = np.flatnonzero((np.abs(points.lonlat) > (180, 90)).any(axis=1))
    if len(outside):
        number, (lon, lat) = points.ids[outside[0]], points.lonlat[outside[0]]
        raise OsmDamagedError(path, f"node {number} at longitude {lon:g}, latitude {lat:g}")


@contextmanager
def _work_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="accessibility-") as folder:
        yield Path(folder)


@contextmanager
def _writing(target: osmium.io.File) -> Iterator[osmium.SimpleWriter]:
    """A writer that is closed at the end, and that outlives a failure of its own."""
    writer = osmium.SimpleWriter(target)
    try:
        yield writer
        writer.close()
    except _FAULTS:
        _retire(writer)
        raise


def _retire(writer: osmium.SimpleWriter) -> None:
    """Close a writer; one that cannot be closed is never freed.

    libosmium ends the whole process when it frees a writer with something left to write
    (a full disk, a place that is not on the globe).
    """
    try:
        writer.close()
    except _FAULTS:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(writer))


def _sorted_copy(path: Path, folder: Path) -> Path:
    copy = folder / "sorted.osm.pbf"
    everything = osmium.MergeInputReader()
    everything.add_file(str(path))
    with _writing(osmium.io.File(str(copy))) as writer:
        everything.apply(writer)
    return copy


def _columns(path: Path) -> tuple[Points, Ways, str | None, Assembled]:
    """The three passes over a file."""
    areas = osmium.area.AreaManager()
    relations, members = _relations(path, areas)
    locations = osmium.index.create_map("flex_mem")
    points, ways, newest = _points_and_ways(path, locations)
    if relations.tags:
        _assemble(path, areas, relations, members, locations)
    return points, ways, newest, relations


@contextmanager
def osmium_errors(path: Path) -> Iterator[None]:
    """Say in the user's words what libosmium found wrong with a file."""
    try:
        yield
    except _FAULTS as fault:
        finding = str(fault)
        if any(sign in finding for sign in _NO_ROOM):
            raise TemporaryFolderFullError(tempfile.gettempdir()) from fault
        if path.stat().st_size == 0 or any(sign in finding for sign in _CUT_OFF):
            raise OsmTruncatedError(path, path.stat().st_size) from fault
        if isinstance(fault, RuntimeError | UnicodeDecodeError):
            raise OsmUnreadableError(path, finding, SUFFIXES) from fault
        raise OsmDamagedError(path, finding) from fault


def _header_box(header: osmium.io.Header) -> tuple[float, float, float, float] | None:
    box = header.box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lon, low.lat, high.lon, high.lat


def _relations(path: Path, areas: osmium.area.AreaManager) -> tuple[Assembled, set[int]]:
    """First pass: the relations that are areas, and the ways they are made of."""
    found, members = Assembled(), set[int]()
    kind = TagFilter(("type", "multipolygon"), ("type", "boundary"))
    with osmium.io.Reader(str(path), RELATION) as reader:
        # libosmium does not hold on to its handlers: the tuple does
        chain = (kind, KeyFilter(*_AREA_KEYS), areas.first_pass_handler())
        for relation in osmium.OsmFileIterator(reader, *chain):
            if not isinstance(relation, osmium.osm.Relation):
                continue
            found.tags[relation.id] = {tag.k: tag.v for tag in relation.tags}
            members.update(member.ref for member in relation.members if member.type == "w")
    return found, members


def _assemble(
    path: Path,
    areas: osmium.area.AreaManager,
    relations: Assembled,
    members: set[int],
    locations: osmium.index.LocationTable,
) -> None:
    """Last pass, over the ways alone: put the relations' polygons together."""
    keep = _Keep(relations)
    chain = (_Only(members), _located(locations), areas.second_pass_handler(keep))
    with osmium.io.Reader(str(path), WAY) as reader:
        osmium.apply(reader, *chain)


class _Only:
    """Lets the members of relations pass and no other way.

    libosmium's own filter by id takes 160 MB and a tenth of a second for any set of ids.
    """

    def __init__(self, ways: set[int]) -> None:
        self.ways = ways

    def way(self, way: osmium.osm.Way) -> bool:
        """Whether to stop a way here."""
        return way.id not in self.ways


class _Keep:
    """Takes the assembled areas from libosmium."""

    def __init__(self, into: Assembled) -> None:
        self.into = into
        self.factory = osmium.geom.WKBFactory()

    def area(self, area: osmium.osm.Area) -> None:
        """Keep the shape of a relation; closed ways are made into areas elsewhere."""
        outer, _ = area.num_rings()
        number = area.orig_id()
        if area.from_way() or not outer or number not in self.into.tags:
            return
        self.into.shapes[number] = self.factory.create_multipolygon(area)
        if is_plaza(self.into.tags[number]):
            self.into.rings[number] = [
                ([n.ref for n in ring], [(n.lon, n.lat) for n in ring])
                for out in area.outer_rings()
                for ring in (out, *area.inner_rings(out))
            ]


def _located(locations: osmium.index.LocationTable) -> osmium.NodeLocationsForWays:
    handler = osmium.NodeLocationsForWays(locations)
    handler.ignore_errors()  # a missing node is the normal case in a clipped extract
    return handler


def _points_and_ways(
    path: Path, locations: osmium.index.LocationTable
) -> tuple[Points, Ways, str | None]:
    """Second pass: every node and way with a key that matters."""
    with _work_folder() as folder:
        lines = folder / "extract.opl"
        target = osmium.io.File(str(lines), "opl,locations_on_ways=true,add_metadata=timestamp")
        with osmium.io.Reader(str(path), NODE | WAY) as reader, _writing(target) as writer:
            osmium.apply(reader, _located(locations), KeyFilter(*_KEYS), writer)
        text = lines.read_bytes().split(b"\n")
    points, point_dates = _parse_points([line for line in text if line[:1] == b"n"])
    ways, way_dates = _parse_ways([line for line in text if line[:1] == b"w"])
    newest = max((*point_dates, *way_dates), default=b"").decode()
    return points, _with_new_nodes(path, ways), newest.removeprefix("t") or None


def _parse_points(lines: Sequence[bytes]) -> tuple[Points, set[bytes]]:
    """Cut `n1 dV t2020-… Tamenity=cafe x1.5 y2` into columns."""
    cut = [line.rsplit(b" ", 4) for line in lines]
    table = _table(b"\n".join(part[3] + part[4] for part in cut), ("lon", "lat"))
    points = Points(ids=_ids(cut), tags=_all_tags(cut), lonlat=table[["lon", "lat"]].to_numpy())
    return points, {part[1] for part in cut}


def _parse_ways(lines: Sequence[bytes]) -> tuple[Ways, set[bytes]]:
    """Cut `w7 dV t2020-… Thighway=path Nn1x1.5y2,n2x1.5y3` into columns."""
    cut = [line.rsplit(b" ", 3) for line in lines]
    nodes = [part[3][1:] for part in cut]
    counts = np.array([text.count(b",") + 1 if text else 0 for text in nodes], np.int64)
    table = _table(b",".join(filter(None, nodes)), ("ref", "lon", "lat"))
    ways = Ways(
        ids=_ids(cut),
        tags=_all_tags(cut),
        refs=table["ref"].to_numpy(),
        lonlat=table[["lon", "lat"]].to_numpy(),
        first=np.concatenate(([0], np.cumsum(counts))),
    )
    return ways, {part[1] for part in cut}


def _ids(cut: Sequence[Sequence[bytes]]) -> NDArray[np.int64]:
    return np.array([int(part[0].split(b" ", 1)[0][1:]) for part in cut], np.int64)


def _table(text: bytes, columns: Sequence[str]) -> pd.DataFrame:
    """The numbers of `n1x1.5y2,n2xy` (or `x1.5y2` a line) as columns, NaN for a missing place."""
    types = {name: np.int64 if name == "ref" else np.float64 for name in columns}
    if not text:
        return pd.DataFrame({name: np.zeros(0, type_) for name, type_ in types.items()})
    lines = text.translate(_TO_LINES, b"n" if "ref" in columns else b"nx")
    # numbers of so few digits come out exactly as Python would read them
    table: pd.DataFrame = pd.read_csv(
        io.BytesIO(lines), names=list(columns), header=None, dtype=types,
        keep_default_na=False, na_values=[""], skip_blank_lines=False,
    )  # fmt: skip
    return table


def _all_tags(cut: Sequence[Sequence[bytes]]) -> list[dict[str, str]]:
    """The tags of every line; equal ones, as of most houses, are one dictionary."""
    found = dict.fromkeys([part[2] for part in cut])
    texts = _unescaped(b"\n".join(found).decode()).split("\n")
    known = dict(zip(found, map(_tags, texts), strict=False))
    return [known[part[2]] for part in cut]


def _unescaped(text: str) -> str:
    """Undo the escapes (`%20%`), holding back the four characters that still separate."""
    parts = text.split("%")  # every other one is a code: the sign itself is escaped too
    known = {code: _HELD.get(code) or chr(int(code, 16)) for code in set(parts[1::2])}
    parts[1::2] = map(known.__getitem__, parts[1::2])
    return "".join(parts)


def _tags(text: str) -> dict[str, str]:
    """The tags of `Tname=a b,shop=yes`, characters held back let go."""
    if len(text) == 1:
        return {}
    text = text[1:].replace("\x1c", " ")
    parts = text.replace(",", "=").split("=")  # key, value, key, value, ...
    if "\x1d" in text or "\x1e" in text or "\x1f" in text:
        parts = [part.translate(_LET_GO) for part in parts]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _with_new_nodes(path: Path, ways: Ways) -> Ways:
    """Locate nodes with negative ids, as an editor gives to unsaved ones."""
    if not (ways.refs < 0).any():
        return ways
    new = {
        node.id: (node.lon, node.lat)
        for node in osmium.FileProcessor(str(path), NODE)
        if isinstance(node, osmium.osm.Node) and node.id < 0
    }
    lonlat = ways.lonlat.copy()
    for row in np.flatnonzero(ways.refs < 0):
        lonlat[row] = new.get(int(ways.refs[row]), (np.nan, np.nan))
    return Ways(ids=ways.ids, tags=ways.tags, refs=ways.refs, lonlat=lonlat, first=ways.first)
