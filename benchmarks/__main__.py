"""Measure all rows or some, and write RESULTS.md: `python -m benchmarks [ROW ...]`."""

import importlib
import sys
import time
import warnings
from dataclasses import replace

from benchmarks.agree import DisagreementError
from benchmarks.cities import MissingDataError
from benchmarks.clock import FailedError
from benchmarks.machine import load, processor, versions
from benchmarks.report import Section, keep, kept, say, write_page

ROWS = {
    "loading": "Reading an extract",
    "nearest": "Nearest facility",
    "several": "The three nearest",
    "tables": "Many-to-many, and 2SFCA",
    "isochrones": "Isochrones",
    "scaling": "One and three million nodes",
    "audit": "A whole audit",
    "scoring": "Judging by every standard",
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        say(f"No row {', '.join(unknown)}; there are {', '.join(ROWS)}")
        return 2
    warnings.simplefilter("ignore")  # of peers, about their own insides
    begun, complete = time.perf_counter(), True
    for name in names or ROWS:
        say(f"{name} ({time.perf_counter() - begun:.0f} s so far)")
        found = [stamped(section) for section in measured(name)]
        complete = complete and not any(section.missing for section in found)
        keep(name, found)
    page = write_page(
        [section for name in ROWS for section in kept(name)],
        processor=processor(),
        versions=versions(),
        date=time.strftime("%Y-%m-%d"),
    )
    say(f"{page} written after {time.perf_counter() - begun:.0f} s")
    return 0 if complete else 1


def measured(name: str) -> list[Section]:
    """A row's tables; a row without its data, or that is not agreed on, says so."""
    try:
        found: list[Section] = importlib.import_module(f"benchmarks.{name}").run()
    except (MissingDataError, DisagreementError, FailedError) as fault:
        say(f"  {fault}")
        return [Section(key=name, title=ROWS[name], text="", missing=str(fault))]
    return found


def stamped(section: Section) -> Section:
    return replace(section, when=f"Measured {time.strftime('%Y-%m-%d %H:%M')}", load=load())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
