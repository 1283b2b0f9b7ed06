"""Who travels in a study: its own modes, whom its standards ask for, and what makes them wait."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from accessibility.errors import InputError, UnknownNameError
from accessibility.routing.delays import DEFAULT_DELAYS, Delays, custom_delays
from accessibility.routing.profiles import PROFILES, Profile, custom_profile, profile_named
from accessibility.routing.vehicles import ENGINE as ENGINE  # noqa: PLC0414
from accessibility.standards import Item, Standard
from accessibility.standards.schema import SUPPLY_RULES
from accessibility.study import Study
from accessibility.tables import CERTAINTIES

FOOT, BICYCLE, STRAIGHT, USUAL, CHAIR = "walk", "bike", "straight_line", "usual", "wheelchair"

# How far a search looks beyond the limits that are judged, so that a failure can say how far;
# and by how much limits and speeds may be changed to see what hangs on them.
WALK_SEARCH_M = 3000.0
SEARCH_MIN = 30.0
SPARE = 1.25

_BY_BICYCLE = ("cycle", "walk_or_cycle")


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
    usual(study)
    rider = next((mode for mode, one in profiles.items() if one.rides), None)
    taken = {study.modes[0]: FOOT} | ({rider: BICYCLE} if rider else {})
    roles = {mode: f"{mode}_2" if mode in (FOOT, BICYCLE) else mode for mode in profiles}
    return {(roles | taken)[mode]: one for mode, one in profiles.items()}


def usual(study: Study) -> Profile:
    """Who goes as people there usually do: the study's `usual_mode`.

    Raises
    ------
    InputError
        For a name that is no profile, and for a vehicle.
    """
    name = study.usual_mode
    own = {one: custom_profile(one, table) for one, table in study.profiles.items()}
    if name not in {**PROFILES, **own}:
        raise UnknownNameError("study: usual_mode", name, {**PROFILES, **own})
    profile = profile_named(name, own)
    if profile.drives:
        raise InputError(
            f"study: usual_mode is {name!r}, which residents do not travel by; give a walker or "
            "a rider, as bike"
        )
    return profile


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A role that is routed beside the walker of the study."""

    role: str
    profiles: Mapping[str, Profile]  # by certainty, of the facilities that count for it
    groups: frozenset[str] | None  # None: all
    limit_min: float

    @property
    def on_foot(self) -> bool:
        """Whether it walks, so that what stands in its way may be a wall."""
        return not any(one.rides or one.drives for one in self.profiles.values())


def asks(
    study: Study, standards: Mapping[str, Standard], modes: Mapping[str, Profile]
) -> list[Ask]:
    """The roles beside the walker: the study's other modes, and whom items ask for.

    A mode of the study goes to sure facilities of all groups, and one that an item asks for
    to possible ones too. Known ways to sure facilities are what is sure for a wheelchair;
    possible is what is not known to be impassable, to possible facilities too.
    """
    items = list(_role_items(standards))
    beside = dict.fromkeys(role for role, _, _ in items if role not in modes)
    named = [role for role in modes if role != FOOT]
    named += sorted(beside, key=lambda role: role != BICYCLE)  # who may share what it finds
    asked = {role: [one[1:] for one in items if one[0] == role] for role in named}
    return [_ask(role, study, modes, asked[role]) for role in named]


def farther_groups(standards: Mapping[str, Standard], walker: Profile) -> dict[str, float]:
    """Groups that some item wants on foot farther off than WALK_SEARCH_M, and how far [m]."""
    most: dict[str, float] = {}
    for standard, item in _reached(standards):
        walked = (standard.limit_min(item) or 0.0) * walker.speed_kmh * 1000 / 60
        if item.travel != "walk":
            walked = 0.0
        for part in item.parts:
            metres = SPARE * max(standard.limit_m(item, part) or 0.0, walked)
            most[part.group] = max(most.get(part.group, 0.0), metres)
    return {group: metres for group, metres in most.items() if metres > WALK_SEARCH_M}


def vehicle_items(standards: Mapping[str, Standard]) -> dict[str, Item]:
    """One item for every group of vehicles that is asked for, by `Item.vehicle_group`."""
    items = [item for one in standards.values() for item in one.located if item.rule == "vehicle"]
    by_group = {item.vehicle_group: item for item in items}
    return dict(sorted(by_group.items()))


def longest_drive(standards: Mapping[str, Standard]) -> float:
    """Minutes of driving that are searched for vehicles."""
    return _searched(
        (one.limit_min(item) or 0.0) - item.turnout_min
        for one in standards.values()
        for item in one.located
        if item.rule == "vehicle"
    )


def _ask(
    role: str,
    study: Study,
    modes: Mapping[str, Profile],
    asked: list[tuple[Standard, Item]],
) -> Ask:
    """What one role is routed for: as a mode of the study, for some items, or both."""
    profile = modes[role] if role in modes else _profile_of(role, study)
    profiles = dict.fromkeys(CERTAINTIES, profile) if asked else {CERTAINTIES[0]: profile}
    if asked and profile.name == CHAIR:
        profiles[CERTAINTIES[1]] = PROFILES["wheelchair_possible"]
    whole = role in modes or role == BICYCLE
    groups = frozenset(part.group for _, item in asked for part in item.parts)
    minutes = _searched(_minutes(one, item, profile) for one, item in asked)
    return Ask(
        role=role,
        profiles=profiles,
        groups=None if whole else groups,
        limit_min=max(minutes, SEARCH_MIN) if whole else minutes,
    )


def _profile_of(role: str, study: Study) -> Profile:
    return usual(study) if role == USUAL else travellers(study, [role])[role]


def _reached(standards: Mapping[str, Standard]) -> Iterator[tuple[Standard, Item]]:
    """Items judged by the way there of residents."""
    for standard in standards.values():
        for item in standard.located:
            if item.rule not in SUPPLY_RULES and item.rule != "vehicle":
                yield standard, item


def _role_items(standards: Mapping[str, Standard]) -> Iterator[tuple[str, Standard, Item]]:
    """Every role that an item asks for beside the study's walker."""
    for standard, item in _reached(standards):
        if item.travel in _BY_BICYCLE:
            yield BICYCLE, standard, item
        if item.travel == USUAL:
            yield USUAL, standard, item
        if item.profile is not None and item.profile != FOOT:
            yield item.profile, standard, item


def _minutes(standard: Standard, item: Item, profile: Profile) -> float:
    """Longest that an item lets somebody travel [min], by its minutes or by its metres."""
    metres = max(standard.limit_m(item, part) or 0.0 for part in item.parts)
    return max(standard.limit_min(item) or 0.0, metres * 60 / 1000 / profile.speed_kmh)


def _searched(minutes: Iterable[float]) -> float:
    """Minutes searched: twice what is asked up to SEARCH_MIN, and more than is asked."""
    most = max(minutes, default=0.0)
    return max(SPARE * most, min(2 * most, SEARCH_MIN), 1.0)


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
