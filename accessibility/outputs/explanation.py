"""An explanation in words: what was asked, what was found, and what would change it."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import geopandas as gpd
import pandas as pd

from accessibility.evidence import Explanation, Holding
from accessibility.outputs.explanation_telling import (
    NEARLY,
    Telling,
    number,
    rule_text,
    title,
    travel_words,
)
from accessibility.standards.schema import SUPPLY_RULES, Part
from accessibility.standards.types import facility_types

_MOST = 8  # facilities listed
_FAILING = ("not_met", "partly", "by_bicycle")
_WAYS_OF_COUNTING = (
    "coverage", "coverage_people", "coverage_possible", "coverage_residents_land",
    "coverage_bicycle", "coverage_by_distance", "coverage_by_time", "coverage_by_straight_line",
)  # fmt: skip


def explanation_text(told: Explanation, lang: str) -> str:
    """The reasoning for a planner, paragraph by paragraph."""
    say = Telling(told, lang)
    paragraphs = (
        _asked(say), _verdict(say), _counting(say), _supply(say), _facility(say), _data(say),
        _changes(say), _missing(say),
    )  # fmt: skip
    return "\n\n".join("\n".join(lines) for lines in map(list, paragraphs) if lines)


def _asked(say: Telling) -> Iterator[str]:
    evidence = say.told.evidence
    item, standard = evidence.item, evidence.standard
    yield title(say)
    yield say("standard", standard=say.of(standard), clause=say.clause)
    yield say("figures", certainty=say(item.certainty))
    told = {"requirement": say(item.requirement), "rule": rule_text(say)}
    if say.rule in (*SUPPLY_RULES, "none"):
        yield say("asked_whole", **told)
    else:
        yield say("asked", **told, share=say.share(say.settings["pass_share"]), whom=say.whom)
    if len(item.parts) > 1:
        parts = (_part(say, part) for part in item.parts)
        yield say(item.combine, parts=say("joint").join(parts))


def _part(say: Telling, part: Part) -> str:
    """What counts, and how near it must be where the rule is a way."""
    evidence, unit = say.told.evidence, say.row.get("limit_unit")
    told = _kind(say, part)
    if unit == "m":
        limit = evidence.standard.limit_m(evidence.item, part)
    else:
        limit = evidence.standard.limit_min(evidence.item) if unit == "min" else None
    if limit is None:
        return told
    return say("part_within", part=told, limit=number(limit), unit=say.unit)


def _kind(say: Telling, part: Part) -> str:
    """The type of a part within a sentence, and its least size."""
    kind = say.of(facility_types()[part.type])
    size = "" if part.min_site_m2 is None else say("size", area=number(part.min_site_m2))
    return say("part", type=kind[:1].lower() + kind[1:], size=size)


def _kinds(say: Telling, parts: Iterable[Part]) -> str:
    return say("or").join(_kind(say, part) for part in parts)


def _verdict(say: Telling) -> Iterator[str]:
    yield say("verdict", verdict=say(say.row["verdict"]), reason=say.row["reason"])
    if say.lang != say.told.evidence.lang:
        yield say("other_language")


def _counting(say: Telling) -> Iterator[str]:
    supply = say.rule in SUPPLY_RULES
    keys = ("coverage", "coverage_possible") if supply else _WAYS_OF_COUNTING
    shares = {key: say.row.get(key, math.nan) for key in keys}
    if say.row.get("weight") == "people" and "coverage" in say.row:
        shares.pop("coverage_people", None)  # it is what decides
    shown = {key: float(share) for key, share in shares.items() if pd.notna(share)}
    if not shown:
        return
    yield say("counting_supply" if supply else "counting")
    for key, share in shown.items():
        label = "supplied" if supply and key == "coverage" else key
        yield f"  {say.share(share):>8}  {say(label, whom=say.whom, rule=rule_text(say))}"
    gap = say.row.get("straight_line_gap", math.nan)
    if pd.notna(gap):
        points = round(100 * float(gap), 1)
        key = "gap" if points > 0 else "gap_less" if points < 0 else "gap_none"
        yield f"  {'':>8}  {say(key, points=number(abs(points)))}"


def _supply(say: Telling) -> Iterator[str]:
    inside = say.told.inside
    if inside is None:
        return
    yield say("supply", place=say.place)
    if pd.notna(say.row.get("value", math.nan)):
        unit = say(str(say.row["limit_unit"]))
        limit = number(float(say.row["limit"]))
        yield "  " + say("value", value=number(float(say.row["value"])), unit=unit, limit=limit)
    yield from _holdings(say)
    counts = inside[inside.index.isin(say.told.members["possible"])]
    single = len(say.told.evidence.item.parts) == 1
    sure = counts.index.isin(say.told.members["sure"])
    counts = counts.assign(sure=sure).sort_values("sure", ascending=False, kind="stable")
    for _, facility in counts.head(_MOST).iterrows():
        area = facility["area_m2"]
        size = say("unsized") if pd.isna(area) else say("area", area=number(float(area)))
        only = "" if facility["sure"] else say("possible_one")
        kind = "" if single else say("kind", type=_type(say, facility))
        name = say.name(facility) + kind
        one = say("counted", name=name, area=size, id=say.identity(facility))
        yield f"  {one}{only}"
    if len(counts) > _MOST:
        yield "  " + say("more", n=len(counts) - _MOST)
    if counts.empty:
        yield "  " + say("nothing_inside")


def _type(say: Telling, facility: "pd.Series[Any]") -> str:
    kind = say.of(facility_types()[str(facility["type"])])
    return kind[:1].lower() + kind[1:]


def _holdings(say: Telling) -> Iterator[str]:
    """Part by part, where all are needed: how many there are, and which are missing."""
    held = say.told.holdings
    if len(held) < 2:
        return
    unit = "m2" if say.rule == "amount" else "one"
    for one in held:
        told = {"sure": number(one.sure), "possible": number(one.possible), "unit": say(unit)}
        key = "held_possible" if one.possible > one.sure else "held"
        yield "  " + say(key, part=_kinds(say, one.parts), **told)
    missing = [one for one in held if one.asked is not None and one.sure < one.asked]
    if missing:
        names = say("comma").join(_kinds(say, one.parts) for one in missing)
        yield "  " + say("missing", parts=names)


def _loads(say: Telling) -> Iterator[str]:
    """Who goes to the facilities to which people of the community go, and their room."""
    loads = say.told.loads
    if loads is None or loads.empty:
        return
    yield say("loads")
    for facility_id, load in loads.head(_MOST).iterrows():
        facility = say.told.evidence.facilities.loc[facility_id]
        room = say("room_unknown") if pd.isna(load["room"]) else number(float(load["room"]))
        told = {"people": f"{load['people']:,.0f}", "here": f"{load['here']:,.0f}", "room": room}
        yield "  " + say("load", name=say.with_id(facility), **told)
    if len(loads) > _MOST:
        yield "  " + say("more", n=len(loads) - _MOST)


def _facility(say: Telling) -> Iterator[str]:
    evidence, trips = say.told.evidence, say.told.trips
    known = evidence.row["facility_id"]
    if isinstance(known, str) and known in evidence.facilities.index:
        facility = evidence.facilities.loc[known]
        yield say("facility")
        yield "  " + say("facility_is", name=say.name(facility), id=say.identity(facility))
        kinds = evidence.doors.loc[evidence.doors["facility_id"] == known, "kind"]
        if len(kinds):
            yield "  " + say("door", door=say(f"door_{kinds.iloc[0]}"))
        if not (trips["what"] == "median").any() and pd.notna(evidence.row["nearest_m"]):
            yield "  " + say("table_m", metres=number(float(evidence.row["nearest_m"])))
    elif say.rule not in ("none", *SUPPLY_RULES):
        yield say("facility")
        yield "  " + say("facility_none")
    for _, trip in trips.iterrows():
        yield "  " + _trip(say, trip, known)
    if say.told.drive_min is not None:
        yield "  " + _drive(say, say.told.drive_min)
    yield from _loads(say)


def _drive(say: Telling, minutes: float) -> str:
    """The engine's minutes, and how many the limit leaves for driving."""
    limit, turnout = say.row["limit"], say.told.evidence.item.turnout_min
    told = say("drive", minutes=f"{minutes:.1f}") if math.isfinite(minutes) else say("drive_none")
    if pd.isna(limit):
        return told
    left = say("drive_limit", left=number(float(limit) - turnout), limit=number(float(limit)),
               turnout=number(turnout))  # fmt: skip
    return told + left


def _trip(say: Telling, trip: "pd.Series[Any]", known: object) -> str:
    """How far it is, and to which facility if that is another one."""
    role = str(trip["role"])
    travel = {"bike": "cycle", "usual": "usual", "fire_engine": "engine"}.get(role, "walk")
    ways = say(
        "ways",
        metres=f"{trip['metres']:,.0f}",
        minutes=f"{trip['minutes']:.1f}",
        straight=f"{trip['straight_m']:,.0f}",
        travel=travel_words(say, travel, role),
    )
    facility = say.told.evidence.facilities.loc[trip["facility_id"]]
    possible = trip["facility_id"] not in say.told.members["sure"]
    to = say("to_possible" if possible else "to", name=say.with_id(facility))
    ways += "" if trip["facility_id"] == known else to
    key = f"{trip['what']}_engine" if travel == "engine" else trip["what"]
    return say(key, ways=ways) + ("." if say.lang == "en" else "。")


def _data(say: Telling) -> Iterator[str]:
    row, run = say.row, say.told.evidence.run
    yield say("data")
    found, expected = int(row["found"]), float(row["expected"])
    if math.isnan(expected) or expected < 1:
        yield "  " + say("found_only" if math.isnan(expected) else "found_few", found=found)
    else:
        label = say(str(row["confidence"]))
        yield "  " + say("found", found=found, expected=number(expected), label=label)
    named = (
        say("input", name=one["name"], date=one["date"][:10])
        if one.get("date") else say("undated", name=one["name"])
        for one in run["inputs"]
    )  # fmt: skip
    yield "  " + say("inputs", inputs=say("comma").join(named))


def _changes(say: Telling) -> Iterator[str]:
    found = list(_conditions(say)) or [say("nothing")]
    yield say("change")
    yield from (f"  - {one}" for one in found)


def _conditions(say: Telling) -> Iterator[str]:
    """What would make the verdict another one."""
    row, cause = say.row, str(say.row.get("cause") or "")
    if cause == "possible":
        yield from _settling(say)
        if say.told.evidence.item.profile == "wheelchair":
            yield say("passable")
    elif cause in ("none found", "sparse"):
        yield say("complete")
    elif cause:
        yield say(cause)
    if row["verdict"] == "met":
        yield from _margin(say)
    elif cause not in ("nobody", "no limit", "none found"):
        yield from _shortfall(say)
    near = float(row.get("people_near_edge", 0) or 0)
    if near > 0 and row["verdict"] != "met":
        counts = say.told.evidence.run["people"]["basis"] != "even"
        yield say("edge", people=f"{max(near, 1):,.0f}") if counts else say("edge_share")


def _settling(say: Telling) -> Iterator[str]:
    """The possible facilities nearest to the community."""
    evidence, members = say.told.evidence, say.told.members
    unsure = evidence.facilities[evidence.facilities.index.isin(members["possible"])]
    unsure = unsure[~unsure.index.isin(members["sure"])]
    away = unsure.distance(evidence.community.geometry)
    near: gpd.GeoDataFrame = unsure.loc[away.sort_values(kind="stable").index[:3]]
    names = (say.with_id(one) for _, one in near.iterrows())
    if len(near):
        yield say("settle", names=say("comma").join(names))


def _margin(say: Telling) -> Iterator[str]:
    """How far the limit could fall, and whether one facility carries it."""
    needed, without = say.told.needed, say.told.without
    if needed is not None and math.isfinite(needed):
        yield say("holds", needed=_rounded_up(needed), unit=say.unit)
    if without is not None:
        asked = 1.0 if say.rule in SUPPLY_RULES else float(say.settings["pass_share"])
        still = without >= asked - NEARLY
        yield say("without_met" if still else "without_lost", share=say.share(without))


def _shortfall(say: Telling) -> Iterator[str]:
    """How much is wanting until it is met."""
    row, needed = say.row, say.told.needed
    asked = float(say.settings["pass_share"])
    covered = float(row.get("coverage", row["coverage_people"]))
    if say.rule not in SUPPLY_RULES and pd.notna(covered) and covered < asked:
        people = (asked - covered) * float(row["people"])
        counts = say.told.evidence.run["people"]["basis"] != "even"
        if counts and row.get("weight", "people") == "people":
            yield say("more_people", people=f"{math.ceil(people - NEARLY):,}", whom=say.whom)
        else:
            yield say("more_share", share=say.share(asked - covered), whom=say.whom)
    yield from _wanting(say)
    if needed is not None and math.isfinite(needed):
        limit = number(float(row["limit"]))
        yield say("needed", needed=_rounded_up(needed), limit=limit, unit=say.unit)
    elif needed is not None:
        yield say("needed_never")
    line = row.get("coverage_by_straight_line", math.nan)
    if row["verdict"] in _FAILING and pd.notna(line) and line >= asked - NEARLY:
        yield say("line")


def _wanting(say: Telling) -> Iterator[str]:
    """What the unit would have to hold beside what it surely holds."""
    short = [
        (one, math.ceil(one.asked - one.sure - NEARLY))
        for one in say.told.holdings
        if one.asked is not None and one.asked - one.sure > NEARLY
    ]
    if short and say.rule == "amount" and len(say.told.holdings) == 1:
        yield say("more_area", area=f"{short[0][1]:,}", place=say.place)
    elif short:
        wanted = say("comma").join(_wanted(say, one, most) for one, most in short)
        yield say("more_here", wanted=wanted, place=say.place)


def _wanted(say: Telling, one: Holding, short: int) -> str:
    key = "wanted_area" if say.rule == "amount" else "wanted"
    return say(key, n=f"{short:,}", part=_kinds(say, one.parts))


def _rounded_up(limit: float) -> str:
    """A limit that is enough: never rounded down."""
    return f"{math.ceil(limit - NEARLY):,}" if limit >= 30 else f"{math.ceil(limit * 10) / 10:g}"


def _missing(say: Telling) -> Iterator[str]:
    if say.told.why_no_streets is not None:
        yield say(say.told.why_no_streets, file=say.told.file)
