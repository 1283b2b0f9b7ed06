"""The study in order: read the town, route, judge. The only module that joins stages."""

import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely import Polygon, union_all

from accessibility.crs import metric_crs
from accessibility.errors import NoCommunitiesError
from accessibility.inputs.communities import (
    admin_communities,
    default_communities,
    inhabited,
    read_boundary,
    read_communities,
    require_on_streets,
    within,
)
from accessibility.inputs.facilities import find_facilities
from accessibility.inputs.landscape import landscape
from accessibility.inputs.osm import Extract, read_osm
from accessibility.inputs.population import place_people, read_totals
from accessibility.inputs.streets import street_network
from accessibility.network import Network
from accessibility.planning.gaps import gaps
from accessibility.results import Results, Source, Town
from accessibility.routing.access import access_points
from accessibility.routing.straight import nearest_straight
from accessibility.routing.travel import nearest, stranded
from accessibility.scoring.checklist import Rules, checklist
from accessibility.scoring.groups import facility_groups
from accessibility.scoring.levels import district, missed, scores
from accessibility.standards import Standard, standard
from accessibility.study import Study
from accessibility.tables import CERTAINTIES, Nearest

_LOG = logging.getLogger(__name__)

# How far a search looks for the nearest facility, beyond every limit that is judged.
WALK_SEARCH_M = 3000
BICYCLE_SEARCH_MIN = 30
