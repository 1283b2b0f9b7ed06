"""The fixture that draws a case, and the sheet of all pictures at the end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from accessibility.network import Network
from tests.gallery.drawing import Picture, contact_sheet

PICTURES = Path(__file__).parent / "pictures"

_made: list[Path] = []
_failed = pytest.StashKey[bool]()


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
    _made.extend(one.save(PICTURES, failed=failed) for one in begun)


def pytest_sessionfinish() -> None:
    """The sheet of what was drawn in this run."""
    if _made:
        contact_sheet(_made, PICTURES / "all.png")
