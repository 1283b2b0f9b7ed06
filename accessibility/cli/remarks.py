"""Remarks and progress on stderr: one renewing line on a terminal, quiet lines otherwise."""

import contextlib
import logging
import os
import sys

import click

from accessibility.errors import InputError

_LOGGER = logging.getLogger("accessibility")


class _Remarks(logging.Handler):
    """Stages overwrite each other on a terminal; what the user must know stays."""

    def __init__(self) -> None:
        super().__init__()
        self._terminal = sys.stderr.isatty()
        self._open = False

    def emit(self, record: logging.LogRecord) -> None:
        passing = record.levelno == logging.INFO and not getattr(record, "stay", False)
        self.clear()
        self._open = passing and self._terminal
        with contextlib.suppress(OSError):  # nobody listens any more: the work goes on
            click.echo(self.format(record), err=True, nl=not self._open)

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        return f"Warning: {text}" if record.levelno == logging.WARNING else text

    def clear(self) -> None:
        """Take the last stage off the terminal."""
        if self._open:
            with contextlib.suppress(OSError):
                click.echo("\r\x1b[K", err=True, nl=False)
            self._open = False


def show_remarks(level: int) -> None:
    """Send the package's remarks of this level and above to stderr, once."""
    for handler in _LOGGER.handlers[:]:
        _LOGGER.removeHandler(handler)
    _LOGGER.addHandler(_Remarks())
    _LOGGER.setLevel(level)
    _LOGGER.propagate = False


def say(text: str) -> None:
    """Write a result to stdout, on a clean line."""
    for handler in _LOGGER.handlers:
        if isinstance(handler, _Remarks):
            handler.clear()
    try:
        click.echo(text)
    except BrokenPipeError:
        # whoever read our output has gone: nothing more to say, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as fault:
        raise InputError(f"standard output cannot be written ({fault.strerror})") from fault
