"""Remarks and progress on stderr: one renewing line on a terminal, quiet lines otherwise."""

import logging
import sys

import click

_LOGGER = logging.getLogger("accessibility")


class _Remarks(logging.Handler):
    """Stages overwrite each other on a terminal; what the user must know stays."""

    def __init__(self) -> None:
        super().__init__()
        self._terminal = sys.stderr.isatty()
        self._open = False

    def emit(self, record: logging.LogRecord) -> None:
        passing = record.levelno == logging.INFO and not getattr(record, "stay", False)
        if self._open:
            click.echo("\r\x1b[K", err=True, nl=False)
        text = self.format(record)
        self._open = passing and self._terminal
        click.echo(text, err=True, nl=not self._open)

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        return f"Warning: {text}" if record.levelno == logging.WARNING else text

    def clear(self) -> None:
        """Take the last stage off the terminal."""
        if self._open:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._open = False


def show_remarks(level: int) -> None:
    """Send the package's remarks of this level and above to stderr, once."""
    for handler in _LOGGER.handlers[:]:
        _LOGGER.removeHandler(handler)
    _LOGGER.addHandler(_Remarks())
    _LOGGER.setLevel(level)
    _LOGGER.propagate = False


def clear_stage() -> None:
    """End the stage line, so that what follows starts on a clean one."""
    for handler in _LOGGER.handlers:
        if isinstance(handler, _Remarks):
            handler.clear()
