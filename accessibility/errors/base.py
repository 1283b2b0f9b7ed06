"""What every error is, and those that any part may raise."""

from collections.abc import Iterable
from difflib import get_close_matches


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


class MissingCrsError(InputError):
    """Geometry that says nothing of its coordinate system."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}: no coordinate system (crs is None), so degrees and metres cannot be told "
            "apart. Set it, as in frame.set_crs(4326)."
        )


class GeometryKindError(InputError):
    """Geometry of another kind than is due."""

    def __init__(self, what: str, row: object, kind: str, due: str) -> None:
        super().__init__(f"{what}: row {row!r} is a {kind}; {due} is due.")
