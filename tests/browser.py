"""A headless Chromium without a network, that notes every error and every request."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass
class Opened:
    """A page, and what it did that a map must not do."""

    page: Any
    faults: list[str] = field(default_factory=list)  # errors of the page and of its console
    requests: list[str] = field(default_factory=list)  # anything beyond its own file

    def require_quiet(self) -> None:
        assert self.faults == []
        assert self.requests == []


class Browser:
    """Opens files in windows of a given size."""

    def __init__(self, chromium: Any) -> None:
        self._chromium = chromium

    @contextmanager
    def open(
        self, path: Path, address: str = "", *, size: tuple[int, int] = (1440, 900)
    ) -> Iterator[Opened]:
        """The page at a file, once it says that it is ready."""
        width, height = size
        context = self._chromium.new_context(
            viewport={"width": width, "height": height}, offline=True, has_touch=width < 700
        )
        page = context.new_page()
        opened = Opened(page)
        own = path.resolve().as_uri()
        page.on("pageerror", lambda error: opened.faults.append(str(error)))
        page.on("console", lambda message: _note(message, opened))
        page.on("request", lambda request: _beyond(request.url, own, opened))
        page.goto(own + address)
        page.wait_for_selector("body.ready", state="attached", timeout=20_000)
        try:
            yield opened
        finally:
            context.close()


def _note(message: Any, opened: Opened) -> None:
    if message.type in ("error", "warning"):
        opened.faults.append(message.text)


def _beyond(url: str, own: str, opened: Opened) -> None:
    if not url.startswith((own, "data:")):
        opened.requests.append(url)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; without one tests skip, but in CI they fail."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        reason = f"no Chromium on this machine (looked for {', '.join(_NAMES)})"
        if os.environ.get("CI"):
            pytest.fail(reason + "; CI has to install one")
        pytest.skip(reason)
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield Browser(browser)
        finally:
            browser.close()
