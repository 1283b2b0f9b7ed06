"""Who travels: a table of travellers that a planner can read, and travellers of one's own.

Where each may go stands in `rules.py` and `gates.py`, by the tags of ways and of nodes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from numbers import Real
from typing import Any

from accessibility.errors import ProfileError, UnknownNameError

CERTAINTIES = ("seen", "general_high", "general_medium", "general_low", "judgement")
CURVES = ("tobler", "cycling")

# Column of the tables in `rules.py` and `gates.py`, and the most that can be meant [km/h].
USES: Mapping[str, float] = {
    "foot": 12,
    "pram": 12,
    "wheelchair": 12,
    "bicycle": 45,
    "vehicle": 120,
}
LEAST_KMH = 0.1
STEEPEST_RAMP = 1 / 12  # 8.33 %, GB 55019-2021


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One kind of traveller.

    Attributes
    ----------
    name, name_zh : what it is called
    uses : which ways it may use: foot, pram, wheelchair, bicycle or vehicle
    speed_kmh : speed on the flat [km/h]
    push_kmh : speed of a bicycle pushed where it may not be ridden; None for all others
    class_kmh : (highway value, km/h), where the speed differs by kind of way
    known_only : a wheelchair takes only ways that are known to be passable for it
    slope : how slope changes the speed, where it is asked for: tobler, cycling or None
    max_grade : steepest ramp that can be managed, rise / run; None for any
    source, certainty : where the speed comes from, and how sure that is (CERTAINTIES)
    """

    name: str
    name_zh: str
    uses: str = "foot"
    speed_kmh: float
    push_kmh: float | None = None
    class_kmh: tuple[tuple[str, float], ...] = ()
    known_only: bool = False
    slope: str | None = None
    max_grade: float | None = None
    source: str
    certainty: str = "judgement"

    def __post_init__(self) -> None:
        self._require_known("uses", self.uses, USES)
        self._require_known("certainty", self.certainty, CERTAINTIES)
        if self.slope is not None:
            self._require_known("slope", self.slope, CURVES)
        self._require_speed("speed_kmh", self.speed_kmh, USES[self.uses])
        for highway, kmh in self.class_kmh:
            self._require_speed(f"class_kmh of {highway!r}", kmh, USES[self.uses])
        if self.push_kmh is not None:
            self._require_speed("push_kmh", self.push_kmh, USES["foot"])
        if self.rides != (self.push_kmh is not None):
            finding = "a bicycle lacks push_kmh" if self.rides else "only a bicycle has push_kmh"
            self._refuse(finding, "give the speed on foot, as push_kmh = 4.8, to riders")
        if self.max_grade is not None and not _between(self.max_grade, 0, 1):
            finding = f"max_grade is {self.max_grade!r}"
            self._refuse(finding, "give rise / run above 0, up to 1, as 0.08")
        if not isinstance(self.source, str) or not self.source.strip():
            self._refuse("source is empty", "say where the speed comes from")

    @property
    def rides(self) -> bool:
        """Whether it rides a bicycle, and is bound by what binds riders."""
        return self.uses == "bicycle"

    @property
    def drives(self) -> bool:
        """Whether it is a vehicle."""
        return self.uses == "vehicle"

    @property
    def join_kmh(self) -> float:
        """Speed between a door and the street [km/h]: riders are on foot there, engines drive."""
        return self.speed_kmh if self.push_kmh is None else self.push_kmh

    def _require_known(self, field: str, value: str, known: Collection[str]) -> None:
        if value not in known:
            raise UnknownNameError(f"profile {self.name!r}: {field}", value, known)

    def _require_speed(self, field: str, kmh: float, most: float) -> None:
        if not (_between(kmh, 0, most) and kmh >= LEAST_KMH):
            finding = f"{field} is {kmh!r}, which is no speed for it"
            self._refuse(finding, f"give km/h from {LEAST_KMH:g} to {most:g}")
        if 1000 % Fraction(str(kmh)).denominator:
            finding = f"{field} is {kmh!r}, finer than times are reckoned"
            self._refuse(finding, f"round it, as {float(kmh):.3g}")

    def _refuse(self, finding: str, remedy: str) -> None:
        raise ProfileError(self.name, finding, remedy)


def _between(value: object, least: float, most: float) -> bool:
    """Whether it is a number above the least, up to the most."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    return bool(least < value <= most)  # type: ignore[operator]  # NaN is not, nor infinity


# 1 m/s is 3.6 km/h exactly. "Crossing" speeds leave waiting out: delays can be added (delays.py).
PROFILES: Mapping[str, Profile] = {
    p.name: p
    for p in (
        Profile(
            name="walk", name_zh="步行", speed_kmh=4.8, slope="tobler", certainty="seen",
            source="common planning default; R5 uses 4.7 km/h, Valhalla 5.1 km/h",
        ),
        Profile(
            name="walk_gb", name_zh="步行(国标折算)", speed_kmh=4.0, slope="tobler",
            certainty="seen",
            source="Chinese national pairing, 1 km = 15 min walk (urban check-up indicators)",
        ),
        Profile(
            name="elderly", name_zh="老年人步行", speed_kmh=3.06, slope="tobler",
            source="0.85 m/s; over 60 the slowest 15 % cross below 0.92 m/s (TCRP-NCHRP 2005)",
        ),
        Profile(
            name="child", name_zh="儿童步行", speed_kmh=3.96, slope="tobler",
            source="1.1 m/s, alone; aged 7 to 8 calm 4.2 to 4.4, slow 2.9 to 3.1 km/h",
        ),
        Profile(
            name="carer", name_zh="推婴儿车步行", uses="pram", speed_kmh=3.24, slope="tobler",
            source="0.9 m/s, with a small child and a pram; no steps without a ramp",
        ),
        Profile(
            name="wheelchair", name_zh="轮椅(确知可通行)", uses="wheelchair", speed_kmh=2.88,
            known_only=True, max_grade=STEEPEST_RAMP,
            source="0.8 m/s; Valhalla 4.0 km/h; ramps up to 1:12 (GB 55019-2021)",
        ),
        Profile(
            name="wheelchair_possible", name_zh="轮椅(或可通行)", uses="wheelchair",
            speed_kmh=2.88,  # heights of the ground know nothing of ramps: they rule out no way
            source="as wheelchair, on every way not known to be impassable",
        ),
        Profile(
            name="bike", name_zh="骑行", uses="bicycle", speed_kmh=12.0, push_kmh=4.8,
            slope="cycling", certainty="seen",
            source="Chinese national pairing, 1 km = 5 min ride; pushed at walking speed",
        ),
        Profile(
            name="ebike", name_zh="电动自行车", uses="bicycle", speed_kmh=15.0, push_kmh=4.8,
            source="Road Traffic Safety Law art. 58: at most 15 km/h in a bicycle lane (the "
            "vehicle itself 25 km/h by law); the motor makes up for slopes",
        ),
        Profile(
            name="fire_engine", name_zh="消防车", uses="vehicle", speed_kmh=36.0,
            source="low end of the mean of 36 to 42 km/h that 4 min of driving and the zones of "
            "Jianbiao 152-2017 imply, halts included",
        ),
    )
}  # fmt: skip


def profile_named(name: str | Profile, custom: Mapping[str, Profile] | None = None) -> Profile:
    """The profile of that name, built in or `custom`; a Profile is itself.

    Raises
    ------
    UnknownNameError
        With the nearest name.
    """
    if isinstance(name, Profile):
        return name
    known = {**PROFILES, **(custom or {})}
    if name not in known:
        raise UnknownNameError("profile", str(name), known)
    return known[name]


# What a table of a study file may say of a traveller of its own, and what each is.
_TEXT, _NUMBER = "text in quotes", "a number"
_SAYS: Mapping[str, str] = {
    "like": _TEXT, "name_zh": _TEXT, "source": _TEXT, "certainty": _TEXT, "slope": _TEXT,
    "speed_kmh": _NUMBER, "push_kmh": _NUMBER, "max_grade": _NUMBER,
    "class_kmh": "a table of speeds, as { residential = 25 }",
}  # fmt: skip


def custom_profile(name: str, table: Mapping[str, Any]) -> Profile:
    """A traveller of one's own, from `[profiles.NAME]` of a study file.

    It is `like` a built-in one but for what the table says: name_zh, speed_kmh, push_kmh,
    class_kmh, slope ("tobler", "cycling", or "none"), max_grade, certainty. A `source`
    is always due: a result must say where its speed comes from. Where nothing is said of
    certainty, it is a judgement. A speed_kmh of its own lifts the speeds by class of the one
    it is like.

    Raises
    ------
    UnknownNameError
        A key, or a name, that is not known.
    ProfileError
        A name already taken, a missing source, or a value that cannot be.
    """
    _require_name(name)
    for key, value in table.items():
        _require_said(name, key, value)
    for key, example in (("like", "elderly"), ("source", "survey of 2025, 120 residents")):
        if key not in table:
            raise ProfileError(name, f"{key} is missing", f'write {key} = "{example}" or the like')
    if table["like"] not in PROFILES:
        raise UnknownNameError(f"profile {name!r}: like", table["like"], PROFILES)
    own: dict[str, Any] = {"name_zh": name, "certainty": "judgement"}
    own |= {key: value for key, value in table.items() if key != "like"}
    if own.get("slope") == "none":
        own["slope"] = None
    if "class_kmh" in own:
        own["class_kmh"] = tuple(sorted(own["class_kmh"].items()))
    elif "speed_kmh" in own:
        own["class_kmh"] = ()
    return replace(PROFILES[table["like"]], name=name, **own)


def _require_name(name: str) -> None:
    if name in PROFILES:
        raise ProfileError(
            name, "is the name of a built-in profile", f"take another, as {name}_local"
        )
    if not name.isidentifier():
        raise ProfileError(
            name, "is no name for a profile", "use letters, digits and underscores, no digit first"
        )


def _require_said(name: str, key: str, value: object) -> None:
    """A key that is known, with a value of its kind."""
    if key not in _SAYS:
        raise UnknownNameError(f"profile {name!r}: key", key, _SAYS)
    due = _SAYS[key]
    if due is _TEXT:
        fits = isinstance(value, str) and bool(value.strip())
    elif due is _NUMBER:
        fits = _is_number(value)
    else:
        fits = isinstance(value, Mapping) and all(_is_number(v) for v in value.values())
    if not fits:
        raise ProfileError(name, f"{key} is {value!r}", f"give {due}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
