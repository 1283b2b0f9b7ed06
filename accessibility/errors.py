"""Every error a user can fix: what is wrong, where, what was found, what to do.

A message is written once, here. `AccessibilityError` is caught once, in `cli/`.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


class AccessibilityError(Exception):
    """The base of every error this package raises on purpose."""


class InputError(AccessibilityError):
    """The user's arguments or files are wrong, and the message says how."""


class MissingColumnError(InputError):
    """A table lacks a column that the analysis needs."""

    def __init__(self, table: str, column: str, found: Iterable[str]) -> None:
        super().__init__(
            f"{table}: no column {column!r} (found: {', '.join(map(str, found))}). "
            f"Rename it in the file, or map it in the study file."
        )


class UnknownNameError(InputError):
    """A name that is not among those on offer."""

    def __init__(self, where: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        close = get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."
        super().__init__(f"{where}: {name!r} is not known. {hint}")


class FolderExistsError(InputError):
    """The results folder exists, and nothing is overwritten unasked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder}: already there and not empty. "
            "Choose another folder with -o, or add --force to replace the results in it."
        )


class FolderNotWritableError(InputError):
    """The results cannot be written."""

    def __init__(self, folder: Path, fault: OSError) -> None:
        super().__init__(
            f"{folder}: cannot be written ({fault.strerror or fault}). "
            "Nothing was left half-written. Free some space, or choose another place with -o."
        )


class PointsFileError(InputError):
    """A file of places to start from is not what it should be."""

    def __init__(self, path: Path, finding: str, remedy: str) -> None:
        super().__init__(f"{path}: {finding}. Remedy: {remedy}.")
