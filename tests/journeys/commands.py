"""Run a command as a user would, in this process."""

import sys
from dataclasses import dataclass

import pytest

from accessibility.cli import main


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


def run(capfd: pytest.CaptureFixture[str], *arguments: object) -> Ran:
    """Run `accessibility ARGUMENTS` and give status, stdout and stderr."""
    before = sys.argv
    sys.argv = ["accessibility", *map(str, arguments)]
    capfd.readouterr()
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv = before
    said = capfd.readouterr()
    return Ran(int(ended.value.code or 0), said.out, said.err)
