"""From an extract to streets, facilities, buildings and boundaries.

python -m benchmarks.loading ENGINE EXTRACT [WARM-UP]   one reading, in a process of its own
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from benchmarks.cities import EXTRACTS, extract
from benchmarks.clock import Process, process, seconds, tell
from benchmarks.machine import installed, why_missing
from benchmarks.report import Claim, Line, Section, lines_against, ratio, say

CITIES = ("newport", "porto")
RUNS = 3
OURS, PYROSM, OSMNX = "ours", "pyrosm", "osmnx"


def run() -> list[Section]:
    return [measured(name) for name in CITIES]


def measured(name: str) -> Section:
    path = extract(name)
    say(f"  {name}: {path.stat().st_size / 2**20:.1f} MB")
    peers = [peer for peer in (PYROSM, OSMNX) if installed(peer)]
    found: dict[str, list[Process]] = {engine: [] for engine in (OURS, *peers)}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        xml = written_out(path, Path(folder)) if OSMNX in peers else path
        for turn in range(RUNS):
            for engine, done in found.items():
                if engine == OSMNX and turn:
                    continue  # a minute each: once
                done.append(reading(engine, xml if engine == OSMNX else path, Path(folder), turn))
                say(f"    {engine}: {done[-1].told['seconds']:.2f} s")
    lines = [line(engine, done) for engine, done in found.items()]
    lines += [Line(peer, None, why_missing(peer)) for peer in (PYROSM, OSMNX) if peer not in peers]
    lines = lines_against(OURS, lines)
    return Section(
        key="loading",
        title=f"Reading an extract: {name.capitalize()}",
        text=(
            f"{path.stat().st_size / 2**20:.1f} MB. Each reading in a process of its own, imports "
            "and a first reading of Monaco left out, no cache of any engine used. pyrosm: "
            "get_network(nodes=True), get_pois, get_buildings, get_boundaries. OSMnx: "
            "graph_from_xml and features_from_xml, once, from XML that was repaired and written "
            "for it beforehand. The three do not make the same tables; what each found is told."
        ),
        lines=lines,
        claims=[
            Claim(f"reading {name.capitalize()}", OSMNX, ratio(lines, OSMNX, OURS), 40, 100),
            Claim(f"reading {name.capitalize()}", PYROSM, ratio(lines, PYROSM, OURS), 1, 3),
        ],
    )


def written_out(path: Path, folder: Path) -> Path:
    from benchmarks.peerload import whole_xml

    took, xml = seconds(lambda: whole_xml(path, folder))
    say(f"    XML for OSMnx written in {took:.1f} s (not counted)")
    return xml


def reading(engine: str, path: Path, folder: Path, turn: int) -> Process:
    """One reading, with empty caches."""
    empty = folder / f"{engine}-{turn}"
    empty.mkdir()
    aside = {"TMPDIR": str(empty), "XDG_CACHE_HOME": str(empty)}
    keep = {"NUMBA_CACHE_DIR": str(folder / "numba")} if engine == OURS else {}
    warm = [] if engine == OSMNX else [str(EXTRACTS["monaco"])]
    return process("benchmarks.loading", engine, str(path), *warm, env=aside | keep)


def line(engine: str, done: list[Process]) -> Line:
    return Line(
        engine,
        median(one.told["seconds"] for one in done),
        done[0].told["found"],
        len(done),
        median(one.told["cpu"] for one in done),
        median(one.peak_mb for one in done),
    )


def by_us(path: Path) -> Any:
    from accessibility.crs import metric_crs
    from accessibility.inputs.osm import read_osm
    from accessibility.inputs.streets import street_network

    found = read_osm(path)
    return found, street_network(found.streets, metric_crs(*found.bounds))


def told_of_us(read: Any) -> str:
    from benchmarks import ours

    found, network = read
    km = network.edge_mm[ours.walkable_both_ways(network)].sum() / 1e6
    return (
        f"{network.n_nodes:,} nodes (junctions), {km:,.0f} km to walk, {len(found.objects):,} "
        f"objects, {len(found.buildings):,} buildings, {len(found.boundaries):,} boundaries"
    )


def by_pyrosm(path: Path) -> Any:
    from benchmarks.peerload import pyrosm_all

    return pyrosm_all(path)


def told_of_pyrosm(read: Any) -> str:
    count = {key: 0 if frame is None else len(frame) for key, frame in read.items()}
    return (
        f"{count['nodes']:,} nodes (vertices), {read['edges']['length'].sum() / 1e3:,.0f} km, "
        f"{count['facilities']:,} objects, {count['buildings']:,} buildings, "
        f"{count['boundaries']:,} boundaries"
    )


def by_osmnx(path: Path) -> Any:
    from benchmarks.peerload import osmnx_all

    return osmnx_all(path)


def told_of_osmnx(read: Any) -> str:
    features = read["features"]
    buildings = int(features["building"].notna().sum()) if "building" in features else 0
    return f"{len(read['graph']):,} nodes, {len(features):,} features, {buildings:,} buildings"


ENGINES: dict[str, tuple[Callable[[Path], Any], Callable[[Any], str]]] = {
    OURS: (by_us, told_of_us),
    PYROSM: (by_pyrosm, told_of_pyrosm),
    OSMNX: (by_osmnx, told_of_osmnx),
}


def from_cache(path: Path) -> dict[str, Any]:
    """How long an extract takes from our cache, and whether it is what is read anew."""
    from accessibility.crs import metric_crs
    from accessibility.inputs.cache import read_osm_cached
    from accessibility.inputs.osm import read_osm
    from accessibility.inputs.streets import street_network

    first, answer = seconds(lambda: read_osm_cached(path))
    found = answer[0]
    second, network = seconds(lambda: street_network(found.streets, metric_crs(*found.bounds)))
    fresh = read_osm(path)
    again = street_network(fresh.streets, metric_crs(*fresh.bounds))
    same = all(
        bool((getattr(network, key) == getattr(again, key)).all())
        for key in ("node_id", "edge_tail", "edge_head", "edge_mm", "vertex_xy")
    ) and all(
        bool(getattr(found, key).geometry.geom_equals(getattr(fresh, key).geometry).all())
        for key in ("objects", "buildings", "boundaries")
    )
    return {"extract": first, "seconds": first + second, "same": same}


def main(engine: str, path: str, *warm: str) -> None:
    if engine == "cached":
        tell(from_cache(Path(path)))
        return
    read, found = ENGINES[engine]
    for other in warm:
        read(Path(other))
    if engine == OSMNX:
        import osmnx  # noqa: F401
    used = process_time()
    took, answer = seconds(lambda: read(Path(path)))
    used = process_time() - used
    tell({"seconds": took, "cpu": used, "found": found(answer)})


if __name__ == "__main__":
    main(*sys.argv[1:])
