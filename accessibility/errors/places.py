"""Communities, units, people and points."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from accessibility.errors.base import InputError


class PointsFileError(InputError):
    """A file of places to start from is not what it should be."""

    def __init__(self, path: Path, finding: str, remedy: str) -> None:
        super().__init__(f"{path}: {finding}. Remedy: {remedy}.")


class AreasFileError(InputError):
    """A file of communities, or of a boundary, is not what it should be."""

    def __init__(self, path: Path, finding: str, remedy: str) -> None:
        super().__init__(f"{path}: {finding}. Remedy: {remedy}.")


class PeopleTableError(InputError):
    """A table of residents is not what it should be."""

    def __init__(self, path: Path, finding: str, remedy: str) -> None:
        super().__init__(f"{path}: {finding}. Remedy: {remedy}.")


class NoCommunitiesError(InputError):
    """Nothing is left to give a verdict on."""

    def __init__(self, finding: str, remedy: str, *, units: str = "communities") -> None:
        super().__init__(f"{units}: {finding}. Remedy: {remedy}.")


class GroupsAboveTotalError(InputError):
    """Age groups, or households, of some communities are more than their people."""

    def __init__(self, told: Sequence[str], *, estimated: bool) -> None:
        more = f"; and {len(told) - 8} communities more" if len(told) > 8 else ""
        give = ", or give the residents where they are estimated" if estimated else ""
        super().__init__(
            f"communities: groups that add up to more than the total: {'; '.join(told[:8])}{more}. "
            f"Remedy: correct the numbers of the groups or of the people{give}."
        )


class UnitsElsewhereError(InputError):
    """No home lies in any unit; boxes are west, south, east, north in degrees."""

    def __init__(
        self, source: str, what: str, units: Iterable[float], homes: Iterable[float]
    ) -> None:
        here, there = ([f"{x:.4f}" for x in box] for box in (units, homes))
        super().__init__(
            f"{source}: {what} lie at longitude {here[0]} to {here[2]}, latitude {here[1]} to "
            f"{here[3]}; homes at longitude {there[0]} to {there[2]}, latitude {there[1]} to "
            f"{there[3]}: none holds a home. Remedy: see whether they show the same place, and "
            "whether the coordinate system written in the file is the true one (GCJ-02 is off by "
            "some 500 m)."
        )


class ReservedIdError(InputError):
    """A community has an id that results need for something else."""

    def __init__(self, identity: str) -> None:
        super().__init__(
            f"a community or unit has the id {identity!r}, under which results tell of all people "
            "together; rename it in its file, or name another id column"
        )


class UnitParentError(InputError):
    """A unit names a parent that is none."""

    def __init__(self, unit: str, parent: str, known: Sequence[str], *, due: str) -> None:
        close = get_close_matches(parent, known, n=1, cutoff=0.5)
        hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(known[:8])}"
        super().__init__(
            f"{unit} names {parent!r} as parent, which is no {due}; {hint}. "
            "Remedy: correct it, or leave it blank."
        )


class CommunitiesElsewhereError(InputError):
    """Communities and streets do not meet; boxes are west, south, east, north in degrees."""

    def __init__(self, source: str, communities: Iterable[float], streets: Iterable[float]) -> None:
        here, there = ([f"{x:.4f}" for x in box] for box in (communities, streets))
        super().__init__(
            f"{source}: communities lie at longitude {here[0]} to {here[2]}, latitude "
            f"{here[1]} to {here[3]}; streets at longitude {there[0]} to {there[2]}, latitude "
            f"{there[1]} to {there[3]}: "
            "no community holds a street. Remedy: see whether the two files show the same place, "
            "whether longitude and latitude were swapped, and whether the coordinate system "
            f"written in {source} is the true one (GCJ-02 is off by some 500 m)."
        )
