"""Who travels in a study: the usual profiles, those of its own, and what makes them wait."""

from collections.abc import Iterable

from accessibility.errors import InputError
from accessibility.routing.delays import DEFAULT_DELAYS, Delays, custom_delays
from accessibility.routing.profiles import Profile, custom_profile, profile_named
from accessibility.study import Study

FOOT, BICYCLE, STRAIGHT = "walk", "bike", "straight_line"  # roles


def travellers(study: Study, names: Iterable[str]) -> dict[str, Profile]:
    """The profiles of these names, in order; those of the study's own among them.

    Raises
    ------
    InputError
        For a name that is no profile, and for a profile of the study that cannot be.
    """
    own = {name: custom_profile(name, table) for name, table in study.profiles.items()}
    return {name: profile_named(name, own) for name in names}


def roles(study: Study) -> dict[str, Profile]:
    """Who travels, by role: the first mode is FOOT, the first that rides BICYCLE.

    Verdicts are reached on foot, and what fails may pass by bicycle, whichever profiles
    that is; other modes go by their names and are told beside.
    """
    profiles = travellers(study, study.modes)
    _require_walker(study, profiles)
    rider = next((mode for mode, one in profiles.items() if one.rides), None)
    taken = {study.modes[0]: FOOT} | ({rider: BICYCLE} if rider else {})
    roles = {mode: f"{mode}_2" if mode in (FOOT, BICYCLE) else mode for mode in profiles}
    return {(roles | taken)[mode]: one for mode, one in profiles.items()}


def waiting(study: Study) -> Delays | None:
    """Seconds of waiting that the study asks for; None where nobody waits."""
    if study.delays is None:
        return None
    return custom_delays(study.delays) if study.delays else DEFAULT_DELAYS


def _require_walker(study: Study, profiles: dict[str, Profile]) -> None:
    """Refuse a study whose first mode does not go on foot: verdicts are reached on foot."""
    first = study.modes[0]
    if profiles[first].rides or profiles[first].drives:
        raise InputError(
            f"study: modes begin with {first!r}; verdicts are reached on foot, so begin with "
            "walk or another walker"
        )
