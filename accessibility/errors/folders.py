"""Results that cannot be written, or are not what they should be."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from accessibility.errors.base import InputError


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


class TemporaryFolderFullError(InputError):
    """There is no room for the working copy that reading a file needs."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"{folder}: no space left on the device. Free some space there, or set TMPDIR to a "
            "folder that has more."
        )


class FinishedAuditError(InputError):
    """A folder is not that of a finished audit."""

    def __init__(self, folder: Path, finding: str) -> None:
        super().__init__(
            f"{folder}: not the folder of a finished audit: {finding}. "
            "Give the folder that `accessibility audit -o` wrote."
        )


class NotInAuditError(InputError):
    """A name that a finished audit does not have."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        every = list(dict.fromkeys(known))
        wanted = name.casefold()
        close = [one for one in every if wanted and wanted in one.casefold()]
        close += get_close_matches(name, [one for one in every if one not in close], n=5)
        listed = ", ".join(repr(one) for one in (close or every)[:8])
        more = "" if close or len(every) <= 8 else f" and {len(every) - 8:,} more"
        super().__init__(
            f"{what}: the audit has no {name!r}. "
            f"{'Did you mean' if close else 'It has'} {listed}{more}{'?' if close else '.'}"
        )


class SeveralRowsError(InputError):
    """A name that means several rows of a finished audit."""

    def __init__(self, what: str, name: str, choices: Iterable[str], remedy: str) -> None:
        listed = "".join(f"\n  - {one}" for one in choices)
        super().__init__(f"{what}: {name!r} may be any of these:{listed}\n{remedy}.")
