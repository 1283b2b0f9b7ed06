"""Standards, needs and types of facility that are not as they should be."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from accessibility.errors.base import InputError


class StandardFileError(InputError):
    """A standard's file does not say what a standard must; every fault of it is named."""

    def __init__(self, path: Path, faults: Sequence[str]) -> None:
        listed = "".join(f"\n  - {fault}" for fault in faults)
        super().__init__(
            f"{path}: not a standard as it should be.{listed}\n"
            "Mend the file; `accessibility standards validate FILE` checks it again, and "
            "the bundled standards show how one is written."
        )


class SameStandardError(InputError):
    """Two of the standards asked for have one id."""

    def __init__(self, identity: str, asked: Iterable[str]) -> None:
        super().__init__(
            f"two of the standards asked for ({', '.join(asked)}) have the id {identity!r}; "
            "results are kept by id: change it in one of the files"
        )


class NoItemsError(InputError):
    """Nothing of the standards asked for is as certain as asked."""

    def __init__(self, identities: Sequence[str], certainty: str) -> None:
        super().__init__(
            f"{', '.join(identities)}: no item that can be judged is as certain as {certainty!r}; "
            "lower min_certainty"
        )


class NeedsFileError(InputError):
    """A list of daily needs does not say what it must; every fault of it is named."""

    def __init__(self, path: Path, faults: Sequence[str]) -> None:
        listed = "".join(f"\n  - {fault}" for fault in faults)
        super().__init__(
            f"{path}: not a list of daily needs as it should be.{listed}\n"
            "Mend the file; the bundled daily_needs.toml shows how one is written."
        )


class FacilityTypesError(InputError):
    """The table of facility types cannot be read."""

    def __init__(self, path: Path, finding: str) -> None:
        super().__init__(f"{path}: {finding}. Every type needs the fields that park has.")


class UnreadTypesError(InputError):
    """A town holds no facility of the types that the published indices count."""

    def __init__(self, types: Sequence[str]) -> None:
        super().__init__(
            f"published indices: the town holds no facility of any of {', '.join(types[:3])}, ... "
            "They are read where they are asked for: load it with "
            "load_inputs(study, types=INDEX_TYPES), or give the study instead of the town."
        )


class FilterError(InputError):
    """A facility filter does not parse."""

    def __init__(self, where: str, text: str, place: int, finding: str) -> None:
        super().__init__(
            f"facility type filter {where}: {finding}, at character {place + 1} of {text!r}. "
            "The grammar stands at the head of facility_types.toml."
        )


class FilterCycleError(InputError):
    """Facility types ask for one another in a circle."""

    def __init__(self, circle: Iterable[str]) -> None:
        super().__init__(
            f"facility types: {' -> '.join(circle)} go round in a circle. Take out one reference."
        )
