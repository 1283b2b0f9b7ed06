"""How verdicts are reached: the rule of each item, its limit, the shares, the words."""

from dataclasses import dataclass

from accessibility.errors import InputError
from accessibility.standards import Item, Standard
from accessibility.standards.schema import SUPPLY_RULES, Part

RULES = ("distance", "time", "straight_line")  # that a study may choose
STRAIGHT_LINE = "straight_line"
BICYCLE, USUAL, ENGINE = "bike", "usual", "fire_engine"  # roles of who travels
BY_TIME = ("time", "vehicle")
_RIDES = {"cycle": (BICYCLE,), "walk_or_cycle": (BICYCLE,), "usual": (USUAL,)}
_UNIT = {"distance": "m", "straight_line": "m", "time": "min", "vehicle": "min",
         "presence": "facilities", "count": "facilities"}  # fmt: skip
_AMOUNT = {"person": "m2/person", "100_households": "m2/100 households"}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The settings of a judgement, the same for every community."""

    rule: str = "distance"  # of the items whose standard leaves it open
    pass_share: float = 0.90  # share of people that makes an item met
    weight: str = "people"  # or land: what that is a share of, where the standard leaves it open
    grades: tuple[float, float, float, float] = (90, 75, 60, 40)  # lower ends of A, B, C, D
    lang: str = "en"
    profile_foot: str = "walk"
    profile_bicycle: str | None = "bike"  # None: nobody asks for bicycles
    people_are_counts: bool = True  # False: people are weights, and texts speak of shares only
    foot_kmh: float = 4.8  # turns minutes to metres where the edge of the data is near
    bicycle_kmh: float = 12.0
    limit_factor: float = 1.0  # of every radius and time; to see what hangs on them
    speed_factor: float = 1.0  # of every traveller

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise InputError(f"rule is {self.rule!r}; one of {', '.join(RULES)}")
        if not 0 < self.pass_share <= 1:
            raise InputError(f"pass_share is {self.pass_share:g}; a share is above 0, up to 1")
        if self.weight not in ("people", "land"):
            raise InputError(f"weight is {self.weight!r}; one of people, land")
        if list(self.grades) != sorted(self.grades, reverse=True):
            raise InputError(f"grades are {self.grades}; give the highest lower end first")

    def rule_of(self, item: Item) -> str:
        """The rule an item is judged by: its own, else the study's."""
        return item.rule or self.rule

    def reach_of(self, item: Item) -> str:
        """What limits the way: the item's rule; where room counts too, the study's."""
        rule = self.rule_of(item)
        return self.rule if rule == "capacity" else rule

    def weight_of(self, item: Item) -> str:
        """What the share that decides is a share of: people or land."""
        return item.weight or self.weight

    def walker(self, item: Item) -> str:
        """The role that goes on foot for an item."""
        return item.profile or self.profile_foot

    def role(self, item: Item) -> str:
        """The role whose nearest facility is told: the walker, or who the rule names."""
        special = {STRAIGHT_LINE: STRAIGHT_LINE, "vehicle": ENGINE}
        return special.get(self.reach_of(item), self.walker(item))

    def limit(self, standard: Standard, item: Item) -> float | None:
        """Limit of an item in `limit_unit`; None where the standard gives none."""
        rule = self.reach_of(item)
        if rule in SUPPLY_RULES:
            return item.least or 1.0
        if rule in BY_TIME:
            return self.minutes(standard, item)
        return self.metres(standard, item)

    def limit_unit(self, item: Item) -> str:
        """Unit of an item's limit."""
        rule = self.reach_of(item)
        return _AMOUNT[item.per or "person"] if rule == "amount" else _UNIT[rule]

    def metres(self, standard: Standard, item: Item, part: Part | None = None) -> float | None:
        """Farthest that counts as near [m]; None where none is given."""
        metres = standard.limit_m(item, part)
        return None if metres is None else metres * self.limit_factor

    def minutes(self, standard: Standard, item: Item) -> float | None:
        """Longest that counts as near [min], as a traveller of the usual speed needs it."""
        minutes = standard.limit_min(item)
        return None if minutes is None else minutes * self.limit_factor * self.speed_factor

    def driven(self, standard: Standard, item: Item) -> float | None:
        """Minutes left to drive after turning out, which no speed shortens."""
        minutes = standard.limit_min(item)
        if minutes is None:
            return None
        return (minutes * self.limit_factor - item.turnout_min) * self.speed_factor

    def rides(self, item: Item) -> tuple[str, ...]:
        """The roles other than walking that an item lets one travel by."""
        return _RIDES.get(item.travel, ())

    def limit_m(self, item: Item, limit: float) -> float:
        """A limit in its unit as the metres that may be covered at most."""
        if self.reach_of(item) in BY_TIME:
            kmh = self.bicycle_kmh if self.rides(item) else self.foot_kmh
            return limit * kmh * 1000 / 60
        return limit
