"""The study in order: load the town, route, judge. The only module that joins stages."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from accessibility import loading
from accessibility.judging import (
    audience_panels,
    judged,
    laid_out,
    needs_of,
    needs_on_foot,
    on_other_units,
    rules_of,
    what_hangs_on_settings,
)
from accessibility.loading import load_undrawn, read_standards
from accessibility.planning.gaps import gaps
from accessibility.remarks import said_of_audit, tell
from accessibility.results import Results, Town
from accessibility.routing.delays import Delays
from accessibility.routing.profiles import Profile
from accessibility.routing.study_gates import with_gates
from accessibility.scoring.audiences import asked_by
from accessibility.scoring.levels import district, scores
from accessibility.scoring.sensitivity import in_words
from accessibility.scoring.travellers import traveller_coverage
from accessibility.standards import Standard, at_least, audience_items
from accessibility.standards.needs import as_standard
from accessibility.study import Study
from accessibility.travellers import BICYCLE, FOOT, roles, waiting
from accessibility.travelling import Routed, Travel, rejoined, route

__all__ = ["audit", "load_inputs", "read_standards"]

_LOG = logging.getLogger(__name__)


def audit(study: Study) -> Results:
    """Answer the study's question, start to finish."""
    standards = read_standards(study)
    audiences = at_least(asked_by(study.audiences, audience_items()), study.min_certainty)
    needs = as_standard(needs_of(study))
    asked = {**standards, audiences.id: audiences, needs.id: needs}
    modes = roles(study)
    wait = waiting(study)  # so that what is wrong with it is told before anything is read
    town, drawing = load_undrawn(
        study, types={part.type for one in asked.values() for part in one.parts}
    )
    tell(town.remarks)
    town = replace(town, network=with_gates(town.network, study.gates.open, study.gates.closed))
    routed = route(town, study, asked, modes, wait)
    results = judge(town, study, standards, routed, modes, audiences=audiences, wait=wait)
    return replace(results, town=replace(results.town, landscape=drawing.result()))


def load_inputs(study: Study, *, types: Collection[str] = ()) -> Town:
    """Read a study's files, with all that it says of travellers and gates checked.

    Parameters
    ----------
    types : of facility, beside those that the study's standards ask for
    """
    roles(study)
    waiting(study)
    town = loading.load_inputs(study, types=types)
    return replace(town, network=with_gates(town.network, study.gates.open, study.gates.closed))


def judge(
    town: Town,
    study: Study,
    standards: Mapping[str, Standard],
    routed: Routed,
    modes: Mapping[str, Profile],
    *,
    audiences: Standard,
    wait: Delays | None = None,
) -> Results:
    """Verdicts, scores and gaps, by every standard; and what they hang on."""
    _LOG.info("judging")
    rules = rules_of(study, town, modes)
    kind = routed.doors.groupby("facility_id")["kind"].first()
    town = replace(
        town, facilities=town.facilities.assign(access=kind.reindex(town.facilities.index))
    )
    layouts = laid_out((*standards.values(), audiences), town, routed)
    by_standard = {key: judged(one, layouts, rules) for key, one in standards.items()}
    verdicts = pd.concat([one.checklist for one in by_standard.values()])
    whole = pd.concat([one.whole for one in by_standard.values()])
    scored = scores(verdicts, standards, town.communities, rules)
    said = said_of_audit(town, wait, verdicts, routed.stranded, routed.compounds)
    tell(said)
    town = replace(town, remarks=(*town.remarks, *said))
    served = {key: one.laid.served_frame for key, one in by_standard.items()}
    panels = audience_panels(audiences, layouts, town, rules)
    unit_scores, unit_rows = on_other_units(standards, by_standard, town, routed, rules)
    joins = rejoined(town, study, routed) if study.sensitivity else {}
    turning = what_hangs_on_settings(by_standard, layouts, joins, rules, asked=study.sensitivity)
    return Results(
        study=study,
        standards=standards,
        town=town,
        access_points=routed.doors,
        nearest=routed.travel,
        checklist=verdicts,
        district_checklist=whole,
        scores=scored,
        district=district(whole, scored, standards, rules).droplevel("community_id"),
        served=served,
        missed=pd.concat([one.missed for one in by_standard.values()], axis=1),
        unit_scores=unit_scores,
        unit_checklist=unit_rows,
        audiences=panels.scores,
        audience_checklist=panels.checklist,
        needs=needs_on_foot(needs_of(study), town, routed.travel),
        sensitivity=turning,
        hangs_on={
            key: in_words(turning, one, study.lang)
            for key, one in standards.items()
            if study.sensitivity
        },
        travellers=_side_by_side(standards, town, routed.travel, modes),
        gaps=gaps(verdicts, town.cells, served, routed.travel, standards),
        stranded=routed.stranded,
        compounds=routed.compounds.table,
    )


def _side_by_side(
    standards: Mapping[str, Standard], town: Town, travel: Travel, modes: Mapping[str, Profile]
) -> pd.DataFrame:
    """Coverage by every traveller, where more are asked for than walkers and riders."""
    asked = list(modes) if set(modes) - {FOOT, BICYCLE} else []
    riders = {role for role, profile in modes.items() if profile.rides}
    table = traveller_coverage(standards, travel, town.cells, roles=asked, riders=riders)
    names = town.communities["name"].reindex(table["community_id"]).to_numpy()
    table.insert(2, "community", names)
    return table
