"""What was measured, kept row by row, and written as one page."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"  # kept figures, tiles of other engines, their caches
PAGE = HERE / "RESULTS.md"


@dataclass(frozen=True)
class Line:
    """One engine's figure."""

    engine: str
    value: float | None  # in the unit of its section; None where it could not be run
    agreement: str = ""  # or why it could not be run
    runs: int = 1
    cpu: float | None = None  # in the same unit, all threads together
    peak_mb: float | None = None
    factor: float | None = None  # times the first line's value


@dataclass(frozen=True)
class Claim:
    """A figure that has a figure to reach."""

    work: str
    against: str
    measured: float | None
    to_reach: float
    then: float | None = None
    unit: str = "x"
    at_most: bool = False  # whether less is better
    note: str = ""

    @property
    def held(self) -> bool:
        if self.measured is None:
            return False
        fits = self.measured <= self.to_reach if self.at_most else self.measured >= self.to_reach
        return bool(fits)


@dataclass(frozen=True)
class Section:
    """One table of the page."""

    key: str
    title: str
    text: str
    unit: str = "s"
    lines: Sequence[Line] = ()
    claims: Sequence[Claim] = ()
    when: str = ""
    load: float = 0.0
    missing: str = ""  # why nothing of it could be measured
    notes: Sequence[str] = field(default_factory=tuple)


def say(text: str) -> None:
    """A line of progress."""
    print(text, flush=True)


def lines_against(ours: str, lines: Sequence[Line]) -> list[Line]:
    """The lines with their factor to that of `ours`."""
    own = next(line.value for line in lines if line.engine == ours)
    return [
        Line(**{**asdict(x), "factor": x.value / own if x.value is not None and own else None})
        for x in lines
    ]


def ratio(lines: Sequence[Line], peer: str, ours: str) -> float | None:
    """How many times faster we are than a peer; None where one was not run."""
    value = {line.engine: line.value for line in lines}
    theirs, own = value.get(peer), value.get(ours)
    return theirs / own if theirs is not None and own else None


def keep(row: str, sections: Sequence[Section]) -> None:
    """Keep a row's figures until it is measured again."""
    WORK.mkdir(exist_ok=True)
    told = [asdict(section) for section in sections]
    (WORK / f"{row}.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


def kept(row: str) -> list[Section]:
    """A row's figures of the last time; none where they are of another form of this page."""
    path = WORK / f"{row}.json"
    if not path.is_file():
        return []
    try:
        return _sections(json.loads(path.read_text(encoding="utf-8")))
    except (TypeError, KeyError):
        return []


def _sections(told: list[dict[str, Any]]) -> list[Section]:
    return [
        Section(
            **{
                **one,
                "lines": [Line(**x) for x in one["lines"]],
                "claims": [Claim(**x) for x in one["claims"]],
            }
        )
        for one in told
    ]


def write_page(sections: Sequence[Section], *, processor: str, versions: str, date: str) -> Path:
    """RESULTS.md: what is held first, then every table."""
    text = [
        "# Results",
        "",
        f"Measured by `scripts/bench` ({date}). Ratios of one table come from one run, engines",
        "in turn; a time counts only after its answer was compared. See [README](README.md).",
        "",
        f"- machine: {processor}",
        f"- versions: {versions}",
        "",
        "## What the product is held to",
        "",
        "| work | against | measured | to reach | held | then | |",
        "|---|---|--:|--:|---|--:|---|",
        *(_claim(claim) for section in sections for claim in section.claims),
        "",
    ]
    for section in sections:
        text += _table(section)
    PAGE.write_text("\n".join(text).rstrip() + "\n", encoding="utf-8")
    return PAGE


def _claim(claim: Claim) -> str:
    if claim.measured is None:
        shown, held = "not measured", "not measured"
    else:
        shown, held = _amount(claim.measured, claim.unit), "yes" if claim.held else "**no**"
    then = "" if claim.then is None else _amount(claim.then, claim.unit)
    least = "at most " if claim.at_most else ""
    bar = f"{least}{_amount(claim.to_reach, claim.unit)}"
    return f"| {claim.work} | {claim.against} | {shown} | {bar} | {held} | {then} | {claim.note} |"


def _amount(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 or unit == "x" else 2
    return f"{value:,.{digits}f}{unit if unit in 'x%' else ' ' + unit}"


def _table(section: Section) -> list[str]:
    head = [f"## {section.title}", "", section.text, ""]
    if section.missing:
        return [*head, f"Not measured: {section.missing}", ""]
    if section.lines:
        head += [
            f"| engine | {section.unit} | of CPU | times ours | runs | agreement | peak MB |",
            "|---|--:|--:|--:|--:|---|--:|",
            *(_line(line) for line in section.lines),
            "",
        ]
    head += [f"- {note}" for note in section.notes]
    return [*head, "", f"{section.when}, load {section.load:.1f}.", ""]


def _line(line: Line) -> str:
    if line.value is None:
        return f"| {line.engine} | not run | | | | {line.agreement} | |"
    factor = "" if line.factor is None else f"{line.factor:,.3g}"
    peak = "" if line.peak_mb is None else f"{line.peak_mb:,.0f}"
    cpu = "" if line.cpu is None else _figure(line.cpu)
    cells = (line.engine, _figure(line.value), cpu, factor, line.runs, line.agreement, peak)
    return f"| {' | '.join(map(str, cells))} |"


def _figure(value: float) -> str:
    digits = 4 if value < 0.1 else 3 if value < 10 else 1
    return f"{value:,.{digits}f}"
