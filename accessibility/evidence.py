"""One row of a finished audit: what its files say of it, and what `explain` adds."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Polygon

from accessibility.network import Network
from accessibility.standards import Item, Standard
from accessibility.standards.schema import Part

SURE, POSSIBLY, NOT_SERVED, UNTOLD = "sure", "possible", "no", "unknown"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the files of a finished audit say of one item in one community."""

    folder: Path
    run: Mapping[str, Any]  # run.json
    standard: Standard
    item: Item
    row: "pd.Series[Any]"  # of the checklist
    community_id: str
    communities: gpd.GeoDataFrame  # of the whole audit, as are the tables below
    cells: gpd.GeoDataFrame  # with the way to the item's facilities, where the file has it
    facilities: gpd.GeoDataFrame  # of the item's types
    doors: gpd.GeoDataFrame  # of those facilities
    standards: tuple[Standard, ...] = ()  # all of the audit that can be read: how far it looked

    @property
    def lang(self) -> str:
        """Language of the audit."""
        return str(self.run["settings"]["lang"])

    @property
    def community(self) -> "pd.Series[Any]":
        """Its row among the communities."""
        row: pd.Series[Any] = self.communities.loc[self.community_id]
        return row

    @property
    def here(self) -> gpd.GeoDataFrame:
        """The cells of the community, by id."""
        return self.cells[self.cells["community_id"] == self.community_id].sort_index()

    @property
    def groups(self) -> list[str]:
        """The groups of facilities that can satisfy the item, its own first."""
        return [part.group for part in self.item.parts]

    def source(self, role: str) -> Mapping[str, Any] | None:
        """What run.json says of an input."""
        return next((one for one in self.run["inputs"] if one["role"] == role), None)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What is drawn under a map: the streets and what lies between them."""

    network: Network
    landscape: gpd.GeoDataFrame
    box: Polygon


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What the unit whose supply is counted holds of the parts that are counted together."""

    parts: tuple[Part, ...]
    sure: float  # facilities, or m2 of ground
    possible: float  # sure ones among them
    asked: float | None  # the same; None where not known among how many to share


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The evidence for one row, with what routing it once more adds."""

    evidence: Evidence
    served: "pd.Series[str]"  # by cell of the community: by what it is served
    members: Mapping[str, frozenset[str]]  # ids of the facilities that count: sure, possible
    inside: gpd.GeoDataFrame | None  # those in the unit whose supply is counted
    holdings: tuple[Holding, ...]  # of that unit, one for each part where all are needed
    loads: pd.DataFrame | None  # by facility: people who go there, of them here, room [persons]
    drive_min: float | None  # of the median resident, for vehicles; inf where none is found
    trips: gpd.GeoDataFrame  # what (median, far), role, cell_id, facility_id, metres, minutes, ...
    needed: float | None  # limit at which the pass share is just reached, in the unit of the limit
    without: float | None  # share served without the facility concerned
    surroundings: Surroundings | None  # None where the streets could not be read
    why_no_streets: str | None  # key of the reason, and the file it is about
    file: str | None
