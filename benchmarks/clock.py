"""Seconds and megabytes: engines run in turn, and memory in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.report import say

ROOT = Path(__file__).resolve().parents[1]
LONG_S = 5.0  # a peer that takes longer is asked once


@dataclass(frozen=True)
class Timing:
    """Median seconds of some runs, wall and CPU, and what the first call returned."""

    seconds: float
    cpu_seconds: float
    runs: int
    first: Any


def alternate(works: Mapping[str, Callable[[], Any]], *, runs: int = 5) -> dict[str, Timing]:
    """Median seconds of each work, run in turn, so that a busy moment meets them all.

    The first call of each warms it up and gives the answer that is compared; it is not timed,
    but for a peer that takes so long that once must do.
    """
    first: dict[str, Any] = {}
    times: dict[str, list[tuple[float, float]]] = {}
    for name, work in works.items():
        *took, first[name] = _timed(work)
        say(f"    {name}: first call {took[0]:.3f} s")
        once = took[0] > LONG_S and not name.startswith("ours")  # ours may compile
        times[name] = [(took[0], took[1])] if once else []
    again = [name for name, own in times.items() if not own]
    for _ in range(runs):
        for name in again:
            wall, cpu, _answer = _timed(works[name])
            times[name].append((wall, cpu))
    return {
        name: Timing(median(w for w, _ in own), median(c for _, c in own), len(own), first[name])
        for name, own in times.items()
    }


def _timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall and CPU seconds of one call, all threads together, and what it returns."""
    start, used = time.perf_counter(), time.process_time()
    answer = work()
    return time.perf_counter() - start, time.process_time() - used, answer


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long one call takes, and what it returns."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


class FailedError(Exception):
    """A process that was to be measured ended with an error."""


@dataclass(frozen=True)
class Process:
    """A process that has ended: wall and CPU seconds, peak memory, JSON of its last line."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    told: Any


def process(module: str, *arguments: str, env: Mapping[str, str] | None = None) -> Process:
    """Run `python -m MODULE ARGUMENTS` cold and tell what it took; it prints `tell(...)` last."""
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    start, used = time.perf_counter(), _children_s()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - start
    if done.returncode:
        raise FailedError(f"{module} {' '.join(arguments)}: {done.stderr.strip()[-600:]}")
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Process(took, _children_s() - used, told["peak_mb"], told["answer"])


def _children_s() -> float:
    """CPU seconds of all processes that were started from here and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def tell(answer: Any) -> None:
    """What a process called by `process` prints as its last line."""
    print(json.dumps({"peak_mb": peak_mb(), "answer": answer}))


def peak_mb() -> float:
    """Most memory this process has held; getrusage would tell its parent's where that is more."""
    return _status_mb("VmHWM")


def held_mb() -> float:
    """Memory this process holds now; its peak begins anew."""
    now = _status_mb("VmRSS")
    again = Path("/proc/self/clear_refs")
    if again.exists():
        again.write_text("5")
    return now


def _status_mb(key: str) -> float:
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(x for x in status.read_text().splitlines() if x.startswith(key))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process and what it starts on one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(every)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)
