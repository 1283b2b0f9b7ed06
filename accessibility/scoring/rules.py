"""How verdicts are reached: the rule, the shares, the words."""

from dataclasses import dataclass

from accessibility.errors import InputError
from accessibility.measures.coverage import MM_PER_M, MS_PER_MIN
from accessibility.standards import Item, Standard

RULES = ("distance", "time", "straight_line")
STRAIGHT_LINE = "straight_line"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The settings of a judgement, the same for every community."""

    rule: str = "distance"
    pass_share: float = 0.90  # share of people that makes an item met
    grades: tuple[float, float, float, float] = (90, 75, 60, 40)  # lower ends of A, B, C, D
    lang: str = "en"
    profile_foot: str = "walk"
    profile_bicycle: str | None = "bike"  # None: nobody asks for bicycles
    people_are_counts: bool = True  # False: people are weights, and texts speak of shares only
    foot_kmh: float = 4.8  # turns minutes to metres where the edge of the data is near

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise InputError(f"rule is {self.rule!r}; one of {', '.join(RULES)}")
        if not 0 < self.pass_share <= 1:
            raise InputError(f"pass_share is {self.pass_share:g}; a share is above 0, up to 1")
        if list(self.grades) != sorted(self.grades, reverse=True):
            raise InputError(f"grades are {self.grades}; give the highest lower end first")

    @property
    def foot(self) -> str:
        """The profile whose Nearest frames are judged by."""
        return STRAIGHT_LINE if self.rule == STRAIGHT_LINE else self.profile_foot

    @property
    def steps(self) -> int:
        """Steps a unit in which the limit is compared: milliseconds or millimetres."""
        return MS_PER_MIN if self.rule == "time" else MM_PER_M

    def limit(self, standard: Standard, item: Item) -> float | None:
        """Farthest that counts as near [min under time, else m]; None where none is given."""
        if self.rule == "time":
            return standard.levels[item.level].minutes
        return standard.limit_m(item)

    def limit_m(self, limit: float) -> float:
        """A limit of this rule as the metres that a walker may cover at most."""
        return limit * self.foot_kmh * 1000 / 60 if self.rule == "time" else limit
