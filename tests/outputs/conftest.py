"""Browser and town for the tests of outputs."""

from collections.abc import Iterator

import pytest

from accessibility.results import Results
from tests.browser import Browser, chromium
from tests.outputs import fixtures


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def results() -> Results:
    """The small town of `fixtures`, which tests must not change."""
    return fixtures.results()
