"""What one study asks: its files and settings, read from TOML or given as flags."""

from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = ("en", "zh")
RULES = ("distance", "time", "straight_line")
MODES = ("walk", "bike")


@dataclass(frozen=True, kw_only=True)
class Communities:
    """Where the communities come from: a file, OSM boundaries, or neither."""

    path: Path | None = None
    id: str | None = None  # column that holds the identity
    name: str | None = None  # column that holds the name
    osm_admin_level: int | None = None


@dataclass(frozen=True, kw_only=True)
class Population:
    """Where people come from: residential buildings, and totals a community is known to have."""

    buildings: bool = True
    table: Path | None = None  # community totals; columns community_id, people, source


@dataclass(frozen=True, kw_only=True)
class Study:
    """One city's question, read from a study file and never changed after."""

    name: str
    name_zh: str | None = None
    osm: Path
    boundary: Path | None = None
    communities: Communities = field(default_factory=Communities)
    population: Population = field(default_factory=Population)
    standards: tuple[str, ...] = ("gb50180-2018",)
    modes: tuple[str, ...] = ("walk", "bike")
    lang: str = "en"
    rule: str = "distance"
    pass_share: float = 0.90  # share of people that makes an item met
    grades: tuple[float, float, float, float] = (90, 75, 60, 40)  # lower ends of A, B, C, D
    join_limit_m: float = 100  # longest way from a cell or a facility to a street
    source: Path | None = None  # the study file itself
