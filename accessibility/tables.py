"""The tables that pass between stages: columns, units, nulls, and checks at the door.

Every geometry is in the study's metric CRS. Missing values mean one thing each: `inf`
searched and not reached, `NaN` not known, no row in a travel table beyond the limit,
`0` counted and none. Tables may carry further columns; these are the contract.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from accessibility.errors import MissingColumnError

VERDICTS = ("met", "partly", "by_bicycle", "not_met", "cannot_tell")
CERTAINTIES = ("sure", "possible")
ACCESS_KINDS = ("surveyed", "gate", "path", "street side", "centroid", "point")


@dataclass(frozen=True)
class Table:
    """The contract of one table: what its index and columns hold."""

    name: str
    index: tuple[str, ...]
    columns: Mapping[str, str]

    def require(self, frame: pd.DataFrame) -> None:
        """Raise MissingColumnError where the frame lacks a column of the contract."""
        for column in self.columns:
            if column not in frame.columns:
                raise MissingColumnError(self.name, column, list(frame.columns))


COMMUNITIES = Table(
    "communities",
    ("community_id",),
    {
        "name": "name as its source writes it",
        "name_zh": "Chinese name, NaN where not known",
        "unit": "block, community, street or district",
        "kind": "urban, industrial or rural",
        "parent_id": "the unit it belongs to, NaN where not known",
        "population": "residents [persons]; the sum of its cells' people",
        "households": "[count], NaN where not known",
        "children": "[persons], NaN where not known",
        "elderly": "[persons], NaN where not known",
        "area_m2": "area of the geometry [m2]",
        "geometry": "Polygon or MultiPolygon",
    },
)

CELLS = Table(
    "cells",
    ("cell_id",),
    {
        "community_id": "the community it lies in",
        "people": "residents [persons]",
        "land_m2": "residential land it stands for [m2]: building footprint or grid cell",
        "source": "what placed it: raster, building, table or even",
        "edge_m": "distance to the edge of the loaded data [m]",
        "geometry": "Point",
    },
)

FACILITIES = Table(
    "facilities",
    ("facility_id",),
    {
        "type": "key of facility_types.toml; an object of two types is two facilities",
        "certainty": "sure or possible",
        "name": "NaN where it has none",
        "source": "the file it came from",
        "source_id": "its identity there, as w123, n5, r7 for OSM",
        "capacity": "classes, beds or seats, NaN where not known",
        "area_m2": "ground area [m2], NaN for a point",
        "access": "how its access points were found (ACCESS_KINDS), NaN before routing",
        "geometry": "Point, MultiPoint (two kerbs, several gates), Polygon or MultiPolygon; "
        "a line where the source has only that",
    },
)

ENTRANCES = Table(
    "entrances",
    ("entrance_id",),
    {"kind": "surveyed (entrance=*) or gate (barrier=gate and its like)", "geometry": "Point"},
)

ACCESS_POINTS = Table(
    "access points",
    ("access_id",),
    {
        "facility_id": "the facility entered here",
        "kind": "one of ACCESS_KINDS",
        "geometry": "Point",
    },
)

LANDSCAPE = Table(
    "landscape",
    (),
    {"kind": "sea, water, green, built or rail; drawn, never measured", "geometry": "any"},
)

CHECKLIST = Table(
    "checklist",
    ("standard", "community_id", "level", "item"),
    {
        "requirement": "required or recommended",
        "certainty": "of the item's figures: seen, general_high, general_medium, general_low",
        "audience": "whose coverage is told: all, children, elderly or wheelchair",
        "weight": "people or land: what coverage is a share of",
        "rule": "distance, time, straight_line, vehicle, capacity, presence, count, amount or none",
        "limit": "in limit_unit, NaN without a rule",
        "limit_unit": "m, min, facilities, m2/person or m2/100 households",
        "value": "what presence, count and amount measured, in limit_unit; NaN for other rules",
        "coverage": "share served by a sure facility under the rule and weight that decide [0-1]",
        "coverage_people": "the same, of the people of the audience [0-1]",
        "coverage_possible": "as coverage, counting possible facilities too [0-1]",
        "coverage_residents_land": "as coverage, of residential land [0-1]",
        "coverage_bicycle": "share within the minutes by bicycle, or on foot [0-1]",
        "coverage_by_distance": "share of people within the metres on foot [0-1]",
        "coverage_by_time": "share of people within the minutes on foot [0-1]",
        "coverage_by_straight_line": "share of people within the metres in a straight line [0-1]",
        "straight_line_gap": "what a straight line makes of it beyond the streets [0-1]",
        "facilities_in_unit": "sure facilities inside the community, NaN where not known",
        "nearest_m": "median resident's distance to the nearest sure facility [m]",
        "verdict": "one of VERDICTS",
        "reason": "the verdict in words, in the study's language",
        "facility_id": "the sure facility nearest to the median resident, "
        "NaN where that one reaches none",
        "people_uncovered": "people of the audience whom no sure facility serves [persons]",
        "people_near_edge": "of those, the ones nearer than the limit to the edge of the data",
        "confidence": "of the data on what counts: ample, thin, very thin, too small to judge",
    },
)

SCORES = Table(
    "scores",
    ("standard", "community_id"),
    {
        "name": "the community's name",
        "population": "[persons]",
        "level_15": "score of the 15-minute level [0-100], NaN where nothing is assessed",
        "level_10": "[0-100]",
        "level_5": "[0-100]",
        "level_other": "of what stands on none of the three: half an hour, tiers, rates [0-100]",
        "score": "mean of the levels [0-100]",
        "grade": "A to E, NaN without a score",
        "items_required": "required items that can be located, of the levels that are scored",
        "items_assessed": "of those, the ones with a verdict other than cannot_tell",
        "items_met": "of those, the ones met",
        "data_confidence": "mean of found / expected, capped at 1, over what is required [0-1]",
    },
)


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """From every cell to the nearest facility of every group, by one profile.

    Three wide frames with the same index (cell_id) and columns (group, see
    `accessibility.standards.Item.group`). `inf` is searched and not reached within the
    limit, `NaN` not known: the cell could not join the network.
    """

    profile: str
    certainty: str  # sure, or possible: sure and possible facilities together
    metres: pd.DataFrame
    minutes: pd.DataFrame
    facility_id: pd.DataFrame  # NaN where none is reached
    elevation: str | None = None  # the file whose slopes the minutes follow; None: as if flat
