"""What one study asks: its files and settings, read from TOML or given as flags."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import resources
from pathlib import Path
from typing import Any

from accessibility.errors import InputError, UnknownNameError
from accessibility.standards.schema import CERTAINTIES

LANGUAGES = ("en", "zh")
RULES = ("distance", "time", "straight_line")
MODES = ("walk", "bike")

WEIGHTS = ("people", "land")
AUDIENCES = ("children", "elderly", "wheelchair")
UNIT_SORTS = ("street", "block")  # beside communities

_INPUTS = {"osm", "boundary", "communities", "population", "elevation", "units"}
_TABLES = {"inputs", "gates", "profiles", "delays"}  # what is no single setting


@dataclass(frozen=True, kw_only=True)
class Communities:
    """Where the communities come from: a file, OSM boundaries, or (neither) what OSM has."""

    path: Path | None = None
    id: str | None = None  # column that holds the identity; those below are columns too
    name: str | None = None
    name_zh: str | None = None
    kind: str | None = None  # urban, industrial or rural
    parent: str | None = None  # id of the street it belongs to
    households: str | None = None
    children: str | None = None
    elderly: str | None = None
    osm_admin_level: int | None = None

    def __post_init__(self) -> None:
        if self.path is not None and self.osm_admin_level is not None:
            raise InputError(
                "study: communities come from a path or from an osm_admin_level, not from both; "
                "leave one out"
            )
        columns = [f.name for f in fields(self) if f.name not in ("path", "osm_admin_level")]
        if self.path is None and any(getattr(self, column) for column in columns):
            raise InputError(
                f"study: communities.{next(c for c in columns if getattr(self, c))} names a column "
                "of a file, and needs communities.path"
            )
        level = self.osm_admin_level
        if level is not None and not 2 <= level <= 11:
            raise InputError(f"study: osm_admin_level is {level}; OpenStreetMap has 2 to 11")


@dataclass(frozen=True, kw_only=True)
class Population:
    """Where people come from: residential buildings, and totals that communities are known by."""

    buildings: bool = True
    table: Path | None = None  # columns community_id, people


@dataclass(frozen=True, kw_only=True)
class Gates:
    """Gates, by OSM node id, that a study knows to be open or closed, whatever the map says."""

    open: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for number in (*self.open, *self.closed):
            if not abs(number) < 2**63:
                raise InputError(f"study: gate {number} is no OSM node id; take it from the map")
        both = set(self.open) & set(self.closed)
        if both:
            raise InputError(f"study: gate {min(both)} is both open and closed; leave one out")


@dataclass(frozen=True, kw_only=True)
class Study:
    """One city's question, read from a study file and never changed after."""

    name: str
    osm: Path
    name_zh: str | None = None
    boundary: Path | None = None
    communities: Communities = field(default_factory=Communities)
    units: Mapping[str, Communities] = field(default_factory=dict)  # street, block
    population: Population = field(default_factory=Population)
    elevation: Path | None = None  # a raster of heights; without it all streets are flat
    gates: Gates = field(default_factory=Gates)
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # travellers of its own
    delays: Mapping[str, float] | None = None  # seconds at signals and stairs; {} for the usual
    standards: tuple[str, ...] = ("gb50180-2018",)  # ids, or paths of files
    modes: tuple[str, ...] = MODES  # profiles; the first one's verdicts count
    lang: str = "en"
    rule: str = "distance"
    pass_share: float = 0.90  # share of people that makes an item met
    weight: str = "people"  # or land: what that is a share of, where the standard does not say
    min_certainty: str = "general_low"  # items whose figures are less certain are left out
    usual_mode: str = "bike"  # profile of who goes as people there usually do: rural circles
    audiences: tuple[str, ...] = AUDIENCES  # panels of their own; () for none
    sensitivity: bool = True  # tell how many verdicts hang on the settings
    grades: tuple[float, float, float, float] = (90, 75, 60, 40)  # lower ends of A, B, C, D
    join_limit_m: float = 100  # longest way from a home or a facility to a street
    source: Path | None = None  # the study file itself

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("study: name is empty; give the place a name")
        _require_among("lang", [self.lang], LANGUAGES)
        _require_among("rule", [self.rule], RULES)
        _require_among("weight", [self.weight], WEIGHTS)
        _require_among("min_certainty", [self.min_certainty], CERTAINTIES)
        _require_among("audiences", self.audiences, AUDIENCES)
        _require_among("[inputs.units]", tuple(self.units), UNIT_SORTS)
        if not self.modes:
            raise InputError("study: modes is empty; name who travels, as walk")
        if len(set(self.modes)) < len(self.modes):
            raise InputError(f"study: a mode is named twice in {list(self.modes)}")
        if not self.standards:
            raise InputError("study: standards is empty; name at least one, as gb50180-2018")
        if len(set(self.standards)) < len(self.standards):
            raise InputError(f"study: a standard is named twice in {list(self.standards)}")
        if not 0 < self.pass_share <= 1:
            raise InputError(
                f"study: pass_share is {self.pass_share:g}; a share is above 0, up to 1"
            )
        if not 0 < self.join_limit_m <= 1000:
            raise InputError(
                f"study: join_limit_m is {self.join_limit_m:g}; metres above 0, up to 1000"
            )
        ends: tuple[float, ...] = self.grades
        if len(ends) != 4 or list(ends) != sorted(ends, reverse=True) or not 0 < ends[3] < 100:
            raise InputError(
                f"study: grades is {list(ends)}; four falling scores for A, B, C and D, "
                "as [90, 75, 60, 40]"
            )


def read_study(path: str | Path) -> Study:
    """Read a study file, or the `study.toml` of a folder; paths in it are relative to it."""
    path = Path(path)
    if path.is_dir():
        path = path / "study.toml"
    if not path.is_file():
        raise InputError(
            f"{path}: no such study file. Give a study.toml or the folder that holds it, "
            "or --osm FILE to audit an extract without one."
        )
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Notepad writes a mark
    except UnicodeDecodeError as fault:
        raise InputError(f"{path}: not UTF-8 text ({fault}); save it as UTF-8") from fault
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise InputError(f"{path}: not valid TOML: {fault}") from fault
    try:
        return _study(table, path)
    except InputError as fault:
        raise InputError(str(fault).replace("study:", f"{path}:", 1)) from fault


def sample_study() -> Path:
    """The bundled Monaco study: of a checkout, else of the installed package."""
    checkout = Path(__file__).resolve().parents[1] / "data" / "monaco" / "study.toml"
    if checkout.is_file():
        return checkout
    return Path(str(resources.files("accessibility"))) / "sample" / "monaco" / "study.toml"


def _study(table: Mapping[str, Any], path: Path) -> Study:
    settings = {key: value for key, value in table.items() if key not in _TABLES}
    inputs = _table(table.get("inputs", {}), "inputs")
    own = {f.name for f in fields(Study)} - _INPUTS
    _refuse_unknown("study", table, own - {"source"} | {"inputs"})
    _refuse_unknown("[inputs]", inputs, _INPUTS)
    if "osm" not in inputs:
        raise InputError('study: [inputs] lacks osm; name the extract, as osm = "city.osm.pbf"')
    folder = path.parent
    settings = {key: _typed(key, value, Study) for key, value in settings.items()}
    settings.setdefault("name", path.parent.resolve().name)
    return Study(
        **settings,
        osm=_path(inputs, "osm", folder),
        boundary=_path(inputs, "boundary", folder) if "boundary" in inputs else None,
        communities=_part(Communities, inputs.get("communities", {}), "inputs.communities", folder),
        units=_units(inputs.get("units", {}), folder),
        population=_part(Population, inputs.get("population", {}), "inputs.population", folder),
        elevation=_path(inputs, "elevation", folder) if "elevation" in inputs else None,
        gates=_part(Gates, table.get("gates", {}), "gates", folder),
        profiles=_profiles(table.get("profiles", {})),
        delays=_delays(table.get("delays", False)),
        source=path,
    )


def _part(kind: type, table: object, where: str, folder: Path) -> Any:
    """A table of the study as its dataclass."""
    values = _table(table, where)
    _refuse_unknown(where, values, {f.name for f in fields(kind)})
    checked = {
        key: _path(values, key, folder) if key in ("path", "table") else _typed(key, value, kind)
        for key, value in values.items()
    }
    return kind(**checked)


def _units(value: object, folder: Path) -> dict[str, Communities]:
    """The layers of units beside communities, by sort."""
    tables = _table(value, "inputs.units")
    _refuse_unknown("[inputs.units]", tables, set(UNIT_SORTS))
    parts = {
        sort: _part(Communities, table, f"inputs.units.{sort}", folder)
        for sort, table in tables.items()
    }
    for sort, one in parts.items():
        for column in ("children", "elderly"):
            if getattr(one, column) is not None:
                raise InputError(
                    f"study: inputs.units.{sort}.{column} is not used: groups of people are those "
                    "of the communities, as inputs.communities or the table of residents tell"
                )
        if one.path is None and one.osm_admin_level is None:
            raise InputError(f"study: inputs.units.{sort} needs a path or an osm_admin_level")
    return parts


def _profiles(value: object) -> dict[str, Mapping[str, Any]]:
    """Travellers of the study's own, as written: routing knows what a traveller has."""
    tables = _table(value, "profiles")
    return {name: _table(one, f"profiles.{name}") for name, one in tables.items()}


def _delays(value: object) -> Mapping[str, float] | None:
    """Seconds of waiting, as written; true asks for the usual ones."""
    if isinstance(value, bool):
        return {} if value else None
    seconds = _table(value, "delays")
    for key, number in seconds.items():
        if not _is_number(number) or not 0 <= number <= 3600:
            raise InputError(f"study: delays.{key} is {number!r}; seconds from 0 to 3600 are due")
    return seconds


def _table(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"study: {where} is {value!r}; a table is due, as {{ key = value }}")
    return value


def _path(table: Mapping[str, Any], key: str, folder: Path) -> Path:
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"study: {key} is {value!r}; a path in quotes is due")
    return folder / Path(value).expanduser()


def _typed(key: str, value: object, kind: type) -> Any:
    """A TOML value as its field's type, or an error that names the field."""
    wanted = str(next(f.type for f in fields(kind) if f.name == key))
    if wanted.startswith("tuple[str"):
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise InputError(f"study: {key} is {value!r}; a list of names in quotes is due")
    if wanted.startswith("tuple[int"):
        if isinstance(value, list) and all(type(v) is int for v in value):
            return tuple(value)
        raise InputError(f"study: {key} is {value!r}; a list of whole numbers is due")
    if wanted.startswith("tuple[float"):
        if isinstance(value, list) and all(_is_number(v) for v in value):
            return tuple(float(v) for v in value)
        raise InputError(f"study: {key} is {value!r}; a list of numbers is due")
    checks = {"bool": (bool, "true or false"), "int": (int, "a whole number"),
              "float": (float, "a number"), "str": (str, "text in quotes")}  # fmt: skip
    python, words = next(check for name, check in checks.items() if name in wanted)
    fits = _is_number(value) if python is float else type(value) is python
    if not fits:
        raise InputError(f"study: {key} is {value!r}; {words} is due")
    return value


def _is_number(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) < 1e12  # not inf, not nan, and nothing that no study could mean


def _refuse_unknown(where: str, found: Mapping[str, Any], known: set[str]) -> None:
    for key in found:
        if key not in known:
            raise UnknownNameError(f"study: {where} key", key, known)


def _require_among(key: str, found: list[str] | tuple[str, ...], known: tuple[str, ...]) -> None:
    for name in found:
        if name not in known:
            raise UnknownNameError(f"study: {key}", name, known)
