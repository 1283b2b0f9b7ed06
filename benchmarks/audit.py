"""A whole audit of Newport in a cold process, beside what a user puts together; and the second."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median

from benchmarks.cities import EXTRACTS, extract
from benchmarks.clock import Process, process, seconds
from benchmarks.machine import installed, why_missing
from benchmarks.peerload import whole_xml
from benchmarks.report import Claim, Line, Section, lines_against, ratio, say

PLACE = "newport"
RUNS = 3
FIRST, SECOND = "ours, first audit", "ours, second audit"
PYROSM, PYROSM_2 = "pyrosm + pandana + folium, first", "pyrosm + pandana + folium, second"
OSMNX = "OSMnx + networkx + folium"


def run() -> list[Section]:
    path = extract(PLACE)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return measured(path, Path(folder))


def measured(path: Path, folder: Path) -> list[Section]:
    whole("ours", EXTRACTS["monaco"], folder, folder / "warm")  # kernels compiled, files in memory
    done: dict[str, list[Process]] = {FIRST: [], SECOND: []}
    cached: list[Process] = []
    for turn in range(RUNS):
        own = folder / f"ours-{turn}"
        for name in (FIRST, SECOND):
            done[name].append(whole("ours", path, folder, own))
            say(f"    {name}: {done[name][-1].seconds:.2f} s")
        cached.append(from_cache(path, own))
        if installed("pyrosm") and installed("pandana"):
            own = folder / f"pyrosm-{turn}"
            for name in (PYROSM, PYROSM_2):
                done.setdefault(name, []).append(whole("pyrosm", path, folder, own))
                say(f"    {name}: {done[name][-1].seconds:.2f} s")
    if installed("osmnx"):
        took, xml = seconds(lambda: whole_xml(path, folder))
        say(f"    XML for OSMnx written in {took:.1f} s (not counted)")
        done[OSMNX] = [whole("osmnx", xml, folder, folder / "osmnx")]
        say(f"    {OSMNX}: {done[OSMNX][-1].seconds:.2f} s")
    return [whole_section(done), cache_section(cached)]


def whole(engine: str, path: Path, folder: Path, caches: Path) -> Process:
    """One audit from nothing to its last file, with its caches in a folder of their own."""
    caches.mkdir(exist_ok=True)
    env = {"TMPDIR": str(caches), "ACCESSIBILITY_CACHE": str(caches)}
    return process("benchmarks.pipelines", engine, str(path), str(folder / "out"), env=env)


def from_cache(path: Path, caches: Path) -> Process:
    env = {"ACCESSIBILITY_CACHE": str(caches)}
    return process("benchmarks.loading", "cached", str(path), env=env)


def whole_section(done: dict[str, list[Process]]) -> Section:
    lines = [
        Line(name, median(p.seconds for p in own), told(own), len(own),
             median(p.cpu_seconds for p in own), median(p.peak_mb for p in own))
        for name, own in done.items()
    ]  # fmt: skip
    if PYROSM not in done:
        lines.append(Line(PYROSM, None, f"pyrosm, pandana: {why_missing('pyrosm')}"))
    if OSMNX not in done:
        lines.append(Line(OSMNX, None, why_missing("osmnx")))
    lines = lines_against(FIRST, lines)
    notes = [beside_each_other(done)] if PYROSM in done and OSMNX in done else []
    claims = [
        Claim("whole audit of Newport", "pyrosm pipeline", ratio(lines, PYROSM, FIRST), 1, 2),
        Claim("second audit of Newport", "pyrosm pipeline from its cache",
              ratio(lines, PYROSM_2, SECOND), 1, 2),
        Claim("first audit of Newport", "pyrosm pipeline from its cache",
              ratio(lines, PYROSM_2, FIRST), 1, 2, note="ours without a cache"),
        Claim("whole audit of Newport", "OSMnx pipeline", ratio(lines, OSMNX, FIRST), 10),
    ]  # fmt: skip
    return Section(
        key="audit",
        title="A whole audit: Newport",
        text=(
            "Seconds from the start of a cold process to its last file. Ours: verdicts for every "
            "item of GB 50180 on foot and by bicycle in 7 communities, map and tables. The others "
            "(benchmarks/pipelines.py): the share of homes near 21 types on foot, and a map; their "
            "answers are of another kind, so no agreement is checked here."
        ),
        lines=lines,
        claims=claims,
        notes=notes,
    )


def beside_each_other(done: dict[str, list[Process]]) -> str:
    """Whether the two pipelines do the same work: how far their shares of homes are apart."""
    first, second = done[PYROSM][0].told["covered"], done[OSMNX][0].told["covered"]
    apart = [abs(first[kind] - second[kind]) * 100 for kind in first]
    return (
        f"homes near a type, pyrosm's and OSMnx's pipeline: {mean(apart):.1f} points apart in the "
        f"mean of {len(apart)} types, {max(apart):.1f} at most"
    )


def told(own: Sequence[Process]) -> str:
    """The stages' seconds of the median run, or nothing where there is one stage."""
    stages = sorted(own, key=lambda p: p.seconds)[len(own) // 2].told["stages"]
    return "" if len(stages) == 1 else ", ".join(f"{k} {v:.2f}" for k, v in stages.items())


def cache_section(cached: Sequence[Process]) -> Section:
    extract_s = median(p.told["extract"] for p in cached)
    both = median(p.told["seconds"] for p in cached)
    same = all(p.told["same"] for p in cached)
    return Section(
        key="cache",
        title="Reading the same extract again: Newport",
        text="In a new process, after imports, from the cache that the first audit wrote.",
        lines=[
            Line("extract from the cache", extract_s, "equal to a fresh reading" if same else
                 "NOT equal to a fresh reading", len(cached)),
            Line("and streets cut into a network", both, "", len(cached)),
        ],
        claims=[Claim("reading again, extract and network", "–", both if same else None, 0.3,
                      unit="s", at_most=True)],
    )  # fmt: skip
