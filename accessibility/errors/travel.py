"""Limits, travellers and what is asked of them."""

from accessibility.errors.base import InputError


class LimitError(InputError):
    """A limit of travel that makes no sense."""

    def __init__(self, finding: str, remedy: str) -> None:
        super().__init__(f"limit of travel: {finding}. {remedy}.")


class OriginsError(InputError):
    """There is no place to start an isochrone from."""

    def __init__(self, finding: str) -> None:
        super().__init__(
            f"isochrone: {finding.rstrip('.?')}{'?' if finding.endswith('?') else '.'} "
            "Give --at LON,LAT, --points FILE or --facilities TYPE."
        )


class PlacesError(InputError):
    """Places to travel from, or to, that are none."""

    def __init__(self, finding: str, remedy: str) -> None:
        super().__init__(f"places: {finding}. {remedy}.")


class FacilityIdsError(InputError):
    """Facilities cannot be told apart, or doors and facilities do not belong together."""

    def __init__(self, finding: str, remedy: str) -> None:
        super().__init__(f"facilities: {finding}. {remedy}.")


class GroupError(InputError):
    """A group of facilities that is a text, not a collection of ids."""

    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            f"groups: {name!r} is the text {found!r}; a list of facility ids is due, "
            f"as [{found!r}]."
        )


class ProfileError(InputError):
    """A kind of traveller that cannot be."""

    def __init__(self, name: str, finding: str, remedy: str) -> None:
        super().__init__(f"profile {name!r}: {finding}. Remedy: {remedy}.")


class DelaysError(InputError):
    """Seconds of waiting that cannot be."""

    def __init__(self, name: str, found: object) -> None:
        super().__init__(
            f"delays: {name} is {found!r}; seconds from 0 to 3600 are due, 0 for no delay."
        )


class DecayError(InputError):
    """A decay by distance that makes no sense."""

    def __init__(self, finding: str, remedy: str) -> None:
        super().__init__(f"decay: {finding}. {remedy}.")


class HowManyError(InputError):
    """More, or fewer, nearest facilities than can be asked for."""

    def __init__(self, found: object, most: int) -> None:
        super().__init__(f"k is {found!r}; give a whole number from 1 to {most}.")


class AmountError(InputError):
    """A column of amounts holds what cannot be added up."""

    def __init__(self, table: str, column: str, row: object, found: object) -> None:
        super().__init__(
            f"{table}: {column} of {row!r} is {found!r}; a number from 0 up is due. Fill in or "
            "leave out the rows where it is not known."
        )


class GatesError(InputError):
    """A gate that a study names is none, or is named twice."""

    def __init__(self, node: int, finding: str, remedy: str) -> None:
        super().__init__(f"gates: node {node} {finding}. {remedy}.")
