"""The fixture that draws a case, and the sheet of all pictures at the end."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from accessibility.network import Network
from tests.gallery.drawing import Picture, contact_sheet

PICTURES = Path(__file__).parent / "pictures"
SHEET = PICTURES / "all.png"

_failed = pytest.StashKey[bool]()
_begun = pytest.StashKey[float]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember whether the test itself failed, so that its picture can say so."""
    report = yield
    if report.when == "call":
        item.stash[_failed] = report.failed
    return report


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Iterator[Callable[..., Picture]]:
    """Begin a picture: picture(name, what is expected, network, ...); saved when the test ends."""
    begun: list[Picture] = []

    def begin(name: str, title: str, network: Network, **options: object) -> Picture:
        begun.append(Picture(name, title, network, **options))
        return begun[-1]

    yield begin
    PICTURES.mkdir(exist_ok=True)
    failed = request.node.stash.get(_failed, True)
    for one in begun:
        one.save(PICTURES, failed=failed)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remember when this run began: what is older was drawn by another."""
    session.config.stash[_begun] = time.time()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The sheet of what was drawn in this run, on whichever core."""
    if hasattr(session.config, "workerinput"):
        return
    since = session.config.stash.get(_begun, 0.0)
    drawn = [one for one in PICTURES.glob("*.png") if one != SHEET]
    made = sorted(one for one in drawn if one.stat().st_mtime >= since)
    if made:
        contact_sheet(made, SHEET)
