"""What an audit holds: the town it read and the verdicts it reached."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from shapely import Polygon

from accessibility.network import Network
from accessibility.standards import Standard
from accessibility.study import Study
from accessibility.tables import Nearest


@dataclass(frozen=True, kw_only=True)
class Source:
    """One file that was read: enough to find it again and to prove it is the same."""

    role: str  # osm, communities, population, ...
    name: str  # file name without its folder
    sha256: str
    date: str | None  # of the data, ISO 8601, not of the file
    attribution: str | None


@dataclass(frozen=True, kw_only=True)
class Town:
    """Everything read about a place, as checked tables in one metric CRS."""

    network: Network
    communities: gpd.GeoDataFrame
    units: gpd.GeoDataFrame  # streets and blocks, as tables.COMMUNITIES; empty without any
    cells: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    entrances: gpd.GeoDataFrame
    landscape: gpd.GeoDataFrame
    box: Polygon  # of the extract, for which the landscape was made
    loaded_area: Polygon  # where it holds streets and facilities
    people_basis: str  # known, mixed, floor_area or even
    sources: tuple[Source, ...]
    remarks: tuple[str, ...]  # what a reader of the result must know


@dataclass(frozen=True, kw_only=True)
class Results:
    """An audit: verdicts and scores, and all they were reached from."""

    study: Study
    standards: Mapping[str, Standard]
    town: Town
    access_points: gpd.GeoDataFrame
    nearest: Mapping[tuple[str, str], Nearest]  # by profile and certainty
    checklist: pd.DataFrame
    district_checklist: pd.DataFrame  # the same for all people together, as one community
    scores: pd.DataFrame
    district: pd.DataFrame  # the SCORES columns for all people together, one row a standard
    served: Mapping[str, pd.DataFrame]  # by standard: cell_id x (level, item), share [0-1]
    missed: pd.DataFrame  # required, assessed items out of reach: cell_id x standard [count]
    unit_scores: pd.DataFrame  # of streets and blocks, rolled up; empty where none are named
    unit_checklist: pd.DataFrame  # tables.CHECKLIST and `unit`, the rows they rest on
    audiences: pd.DataFrame  # scores of the panels: children, elderly, wheelchair
    audience_checklist: pd.DataFrame  # tables.CHECKLIST, the rows they rest on
    needs: pd.DataFrame  # share of everyday needs met on foot
    sensitivity: pd.DataFrame  # verdicts that turn with other settings; empty where not asked
    hangs_on: Mapping[str, str]  # that table in a sentence a standard, in the study's language
    travellers: pd.DataFrame  # coverage by every traveller; empty where only two are asked for
    gaps: gpd.GeoDataFrame
    stranded: gpd.GeoDataFrame
    compounds: gpd.GeoDataFrame  # walled, without a mapped gate, and who lives there


@dataclass(frozen=True, kw_only=True)
class Traveller:
    """Who travels, as a page names them, and what of the streets is known for them."""

    name: str
    name_zh: str
    speed_kmh: float
    unknown_share: float | None = None  # of street length: it is not told whether they can pass


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What is reached from some places: the answer of the isochrone command."""

    network: Network
    landscape: gpd.GeoDataFrame  # drawn under the streets
    box: Polygon  # for which it was made
    rings: gpd.GeoDataFrame  # polygons, by profile from the longest limit to the shortest
    streets: gpd.GeoDataFrame  # the portions of street reached, cut at the limit
    origins: gpd.GeoDataFrame  # column name, NaN where a place has none
    travellers: tuple[Traveller, ...]
    areas: str  # one for each place, "merged", or "divided" by the nearest
    towards: bool  # from where the places are reached, instead of what is reached from them
    facilities: Mapping[str, str] | None  # what the places are, by language, if facilities
    possible: bool  # none is surely of the type asked for: those that may be are taken
    elevation: str | None  # the file that slopes were read from
    unknown_slope: float  # share of street length without a height
    waiting: bool  # at signals, crossings, stairs
    at_edge: bool  # the areas come to where the data end on land
    source: Source
    lang: str
