"""The words for one explanation: names, shares and limits as a planner reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from accessibility.evidence import Explanation
from accessibility.outputs.explanation_words import EXPLAIN_WORDS

NEARLY = 1e-9  # what sums of floats may miss a share by
_CLAUSE = {"Table ": "表", "Appendix ": "附录", "clause ": "条文", "; ": "；", ", ": "、"}


@dataclass(frozen=True)
class Telling:
    """An explanation and the words of one language."""

    told: Explanation
    lang: str

    @property
    def words(self) -> Mapping[str, str]:
        """The language's catalogue."""
        return EXPLAIN_WORDS[self.lang]

    @property
    def row(self) -> "pd.Series[Any]":
        """The row of the checklist."""
        return self.told.evidence.row

    @property
    def rule(self) -> str:
        """The rule that decides."""
        return str(self.row["rule"])

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings of the audit."""
        settings: Mapping[str, Any] = self.told.evidence.run["settings"]
        return settings

    def __call__(self, key: str, **values: object) -> str:
        """A phrase of the catalogue, filled in."""
        return self.words[key].format(**values)

    def of(self, thing: Any) -> str:
        """The name of what has one in each language."""
        return str(getattr(thing, f"name_{self.lang}"))

    def name(self, row: "pd.Series[Any]") -> str:
        """The name of a community or facility, in the language where it has one."""
        return _named(row, self.lang) or self("unnamed")

    def share(self, share: float) -> str:
        """A share in per cent, as coarse as it can be without crossing what decides."""
        breaks = (0.0, float(self.settings["pass_share"]), 1.0)
        digits = next((d for d in range(4) if _same_side(share, round(share, 2 + d), breaks)), 3)
        return f"{share * 100:.{digits}f}{' ' if self.lang == 'en' else ''}%"

    @property
    def whom(self) -> str:
        """What the share is a share of."""
        if self.row.get("weight", "people") == "land":
            return self("people_land")
        known = bool(self.row.get("audience_known", True))  # else all residents are counted
        return self(f"people_{self.told.evidence.item.audience if known else 'all'}")

    @property
    def place(self) -> str:
        """The sort of unit whose supply is counted."""
        return self(f"unit_{self.told.evidence.item.counted_in}")

    def with_id(self, facility: "pd.Series[Any]") -> str:
        """A facility's name, and its number in its source."""
        name = _named(facility, self.lang) or self("unnamed_one")
        return self("with_id", name=name, id=facility["source_id"])

    @property
    def clause(self) -> str:
        """The clause of the item; where it stands is written in English."""
        clause = self.told.evidence.item.clause
        for english, own in _CLAUSE.items() if self.lang == "zh" else ():
            clause = clause.replace(english, own)
        return clause

    @property
    def unit(self) -> str:
        """The unit of the limit."""
        unit = str(self.row.get("limit_unit", "m"))
        return {"m": "米", "min": "分钟"}.get(unit, unit) if self.lang == "zh" else unit

    def identity(self, facility: "pd.Series[Any]") -> str:
        """What a facility goes by in its source, and how old that is."""
        number = str(facility["source_id"])
        source = str(facility["source"])
        own = [one for one in self.told.evidence.run["inputs"] if one["name"] == source]
        osm = any(one["role"] == "osm" for one in own)
        if osm and number[:1] in "nwr":
            known = self("osm", kind=self(number[0]), number=number[1:])
        else:
            known = self("row", id=number)
        date = next((one["date"] for one in own if one.get("date")), None)
        told = self("from_of", source=source, date=date[:10]) if date else source
        return self("apart").join((known, self("from", source=told)))


def _named(row: "pd.Series[Any]", lang: str) -> str | None:
    for column in (f"name_{lang}", "name"):
        if isinstance(row.get(column), str) and row[column].strip():
            return str(row[column]).strip()
    return None


def _same_side(exact: float, rounded: float, breaks: tuple[float, ...]) -> bool:
    return all(_side(exact, at) == _side(rounded, at) for at in breaks)


def _side(value: float, at: float) -> int:
    return 0 if abs(value - at) < NEARLY else 1 if value > at else -1


def number(value: float) -> str:
    """A figure without needless decimals."""
    return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"


def rule_text(say: Telling) -> str:
    """What the item asks, as part of a sentence."""
    item, limit = say.told.evidence.item, say.row["limit"]
    return say(
        f"rule_{say.rule}",
        limit="" if pd.isna(limit) else number(float(limit)),
        unit=say.unit,
        travel=travel_words(say, item.travel, item.profile),
        turnout=number(item.turnout_min),
        place=say.place,
        per=say(f"per_{item.per or 'person'}"),
    )


def travel_words(say: Telling, travel: str, profile: str | None) -> str:
    """How one travels, in a sentence: at whose pace, where that is not anybody's."""
    pace = f"travel_{profile}"
    return say(pace if travel == "walk" and pace in say.words else f"travel_{travel}")


def title(say: Telling) -> str:
    """Item, level and community."""
    evidence = say.told.evidence
    level = evidence.standard.levels[evidence.item.level]
    return say("title", item=say.of(evidence.item), level=say.of(level),
               community=say.name(evidence.community))  # fmt: skip
