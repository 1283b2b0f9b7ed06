"""Everything within 15 minutes of each other: sparse many-to-many, and 2SFCA."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import ours, peers
from benchmarks.agree import DisagreementError
from benchmarks.cities import SEED, WALK_M, Graph, city, drawn
from benchmarks.clock import Timing, alternate, seconds
from benchmarks.machine import cores, installed, why_missing
from benchmarks.report import Claim, Line, Section, lines_against, ratio, say

LIMIT_MM = int(WALK_M * 1000)
BATCH = 50  # searches that scipy does at a time: it returns a dense row for each
CITIES = (("newport", False, 2000, 2000), ("porto", True, 5000, 300))  # facilities, and for scipy
ONE, MANY = "ours, 1 thread", f"ours, {cores()} threads"

TABLE = f"ours, {cores()} threads, as a DataFrame with ids"


@dataclass(frozen=True, eq=False)
class Task:
    """Facilities with a supply on some nodes, people on all."""

    graph: Graph
    facility: NDArray[np.int64]
    supply: NDArray[np.float64]
    people: NDArray[np.float64]
    scipy_takes: int  # of the facilities; the rest is extrapolated


def run() -> list[Section]:
    sections = []
    for name, raw, count, share in CITIES:
        graph = city(name, every_vertex=raw)
        say(f"  {graph.name}: {graph.n:,} nodes, {count:,} facilities")
        rng = np.random.default_rng(SEED + 2)
        supply = rng.integers(1, 500, count).astype(np.float64)
        people = rng.integers(0, 40, graph.n).astype(np.float64)
        task = Task(graph, drawn(graph, count), supply, people, min(count, share))
        sections += [*measured(task)]
    return sections


def measured(task: Task) -> tuple[Section, Section]:
    matrix = peers.scipy_graph(task.graph)
    search = ours.Tables(task.graph, task.facility, task.supply, task.people, LIMIT_MM)
    pairs: dict[str, Callable[[], Any]] = {
        ONE: lambda: search.pairs(1),
        MANY: lambda: search.pairs(cores()),
        TABLE: lambda: search.table(cores()),
        "scipy": lambda: scipy_pairs(matrix, task.facility[: task.scipy_takes]),
    }
    sums: dict[str, Callable[[], Any]] = {
        ONE: lambda: search.two_step(1),
        MANY: lambda: search.two_step(cores()),
        "scipy": lambda: scipy_two_step(matrix, task),
    }
    notes = []
    if installed("pandana"):
        took, net = seconds(lambda: peers.pandana_graph(task.graph))
        notes.append(f"pandana (contraction): graph made in {took:.2f} s")
        pairs["pandana"] = lambda: pandana_pairs(net, task)
        sums["pandana"] = lambda: pandana_two_step(net, task)
    return pair_section(task, pairs, notes), sum_section(task, sums, notes)


def scipy_pairs(matrix: Any, facility: NDArray[np.int64]) -> Any:
    """Sparse [facility, node] of costs, BATCH searches at a time; a cost of 0 is kept."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    counts, columns, costs = [], [], []
    for at in range(0, len(facility), BATCH):
        dense = dijkstra(matrix, indices=facility[at : at + BATCH], limit=LIMIT_MM)
        near = np.isfinite(dense)
        counts.append(near.sum(axis=1))
        columns.append(np.nonzero(near)[1])
        costs.append(dense[near])
    first = np.concatenate(([0], np.cumsum(np.concatenate(counts))))
    shape = (len(facility), matrix.shape[0])
    return csr_matrix((np.concatenate(costs), np.concatenate(columns), first), shape)


def scipy_two_step(matrix: Any, task: Task) -> NDArray[np.float64]:
    """2SFCA of every node by the facilities that scipy is given."""
    some = slice(0, task.scipy_takes)
    near = scipy_pairs(matrix, task.facility[some])
    near.data = np.ones_like(near.data)
    demand = near @ task.people
    share = np.divide(task.supply[some], demand, out=np.zeros_like(demand), where=demand > 0)
    return near.T @ share


def pandana_pairs(net: Any, task: Task) -> Any:
    return net.nodes_in_range(task.facility.tolist(), WALK_M)


def pandana_two_step(net: Any, task: Task) -> NDArray[np.float64]:
    """The pairs, then the two sums with numpy."""
    near = pandana_pairs(net, task)
    node = near["destination"].to_numpy()
    row = np.searchsorted(task.facility, near["source"].to_numpy())
    demand = np.bincount(row, task.people[node], len(task.facility))
    share = np.divide(task.supply, demand, out=np.zeros_like(demand), where=demand > 0)
    return np.bincount(node, share[row], task.graph.n)


def pair_section(task: Task, works: dict[str, Callable[[], Any]], notes: list[str]) -> Section:
    timings = alternate(works)
    own = ours.as_matrix(timings[MANY].first, len(task.facility), task.graph.n)
    takes = task.scipy_takes
    lines = []
    for name, timing in timings.items():
        told, scale = f"{own.nnz:,} pairs", 1.0
        if name == "scipy":
            told = f"{same_pairs(own[:takes], timing.first)}"
            scale = own.nnz / timing.first.nnz
            if takes < len(task.facility):
                told += f"; {takes:,} facilities, scaled by pairs"
        elif name == "pandana":
            told = same_as_pandana(own, timing.first, task)
        lines.append(scaled(name, timing, scale, told))
    return section(task, "Many-to-many", "tables", lines, notes, (
        "Sparse table of costs from every facility to every node within reach. scipy returns "
        f"dense rows, {BATCH} at a time, which are made sparse; pandana is nodes_in_range."
    ))  # fmt: skip


def sum_section(task: Task, works: dict[str, Callable[[], Any]], notes: list[str]) -> Section:
    timings = alternate(works)
    own, takes = timings[MANY].first, task.scipy_takes
    part = ours.Tables(
        task.graph, task.facility[:takes], task.supply[:takes], task.people, LIMIT_MM
    ).two_step(cores())
    lines = []
    for name, timing in timings.items():
        told, scale = "", 1.0
        if name == "scipy":
            told = close(part, timing.first, 1e-9, name)
            if takes < len(task.facility):
                scale = len(task.facility) / takes
                told += f"; {takes:,} facilities, scaled"
        elif name == "pandana":
            told = close(own, timing.first, 0.05, name)
        elif name == ONE:
            told = "equal to more threads" if np.array_equal(timing.first, own) else "NOT equal"
        lines.append(scaled(name, timing, scale, told))
    return section(task, "2SFCA", "tables", lines, notes, (
        "Two-step floating catchment of every node: supply over people within reach, summed. "
        "The others make the table of pairs first and sum it with numpy or scipy."
    ))  # fmt: skip


def scaled(name: str, timing: Timing, scale: float, told: str) -> Line:
    """A line whose time is that of a sample, scaled to the whole."""
    return Line(name, timing.seconds * scale, told, timing.runs, timing.cpu_seconds * scale)


def same_pairs(own: Any, reference: Any) -> str:
    """Whether two sparse tables hold the same pairs at the same cost, exactly."""
    if not (np.array_equal(own.indptr, reference.indptr)
            and np.array_equal(own.indices, reference.indices)):  # fmt: skip
        raise DisagreementError(f"scipy: {reference.nnz:,} pairs, ours {own.nnz:,}")
    worst = float(np.abs(own.data - reference.data).max(initial=0.0))
    if worst > 0.5:
        raise DisagreementError(f"scipy: costs differ by {worst} mm")
    return f"equal ({reference.nnz:,} pairs)"


def same_as_pandana(own: Any, near: Any, task: Task) -> str:
    row = np.searchsorted(task.facility, near["source"].to_numpy())
    key = row * task.graph.n + near["destination"].to_numpy()
    order = np.argsort(key)
    mine = np.repeat(np.arange(len(task.facility)), np.diff(own.indptr)) * task.graph.n
    mine = mine + own.indices
    both, here, there = np.intersect1d(mine, key[order], assume_unique=True, return_indices=True)
    weight = near.iloc[:, 2].to_numpy(np.float64)[order][there] * 1000
    worst = float(np.abs(own.data[here] - weight).max(initial=0.0))
    alone = len(mine) + len(key) - 2 * len(both)
    if worst > 300 or alone > 1e-3 * len(mine):
        raise DisagreementError(f"pandana: {worst} mm, {alone:,} pairs alone")
    return f"to {worst / 1000:.3f} m; {alone:,} of {len(mine):,} pairs in one alone"


def close(own: NDArray[np.float64], theirs: NDArray[np.float64], within: float, who: str) -> str:
    """Largest difference relative to the larger of the two."""
    top = np.maximum(np.abs(own), np.abs(theirs))
    off = np.divide(np.abs(own - theirs), top, out=np.zeros_like(top), where=top > 0)
    if np.quantile(off, 0.999) > within:
        raise DisagreementError(f"{who}: sums differ by {off.max():.2%}")
    return f"to {off.max():.1e} of the value, {int((off > 1e-9).sum()):,} of {len(off):,} differ"


def section(
    task: Task, title: str, key: str, lines: list[Line], notes: list[str], text: str
) -> Section:
    if not installed("pandana"):
        lines.append(Line("pandana", None, why_missing("pandana")))
    lines = lines_against(MANY, lines)
    size = f"{title}, {len(task.facility):,} x {task.graph.n:,}"
    return Section(
        key=key,
        title=f"{title}: {task.graph.name}",
        text=(
            f"{len(task.facility):,} facilities, {task.graph.n:,} nodes, within {WALK_M:,.0f} m. "
            + text
        ),
        lines=lines,
        claims=[
            Claim(size, "scipy", ratio(lines, "scipy", MANY), 11, 25),
            Claim(size, "pandana", ratio(lines, "pandana", MANY), 45, 100),
        ],
        notes=notes,
    )
