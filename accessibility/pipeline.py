"""The study in order: read the town, route, judge. The only module that joins stages."""

import logging
from collections.abc import Mapping

from accessibility.planning.gaps import gaps
from accessibility.results import Results, Town
from accessibility.routing.access import access_points
from accessibility.scoring.checklist import checklist
from accessibility.scoring.groups import facility_groups
from accessibility.scoring.levels import district, missed, scores
from accessibility.standards import Standard, standard
from accessibility.study import Study

_LOG = logging.getLogger(__name__)
