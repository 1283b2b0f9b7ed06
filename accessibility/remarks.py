"""What a reader of a result must know, in a line each."""

import logging
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from accessibility.inputs.elevation import unknown_share
from accessibility.results import Town
from accessibility.routing.compounds import Compounds
from accessibility.routing.delays import Delays
from accessibility.routing.slope import said_of_steepest
from accessibility.travellers import WALK_SEARCH_M

_LOG = logging.getLogger(__name__)


def said_of_audit(
    town: Town,
    wait: Delays | None,
    verdicts: pd.DataFrame,
    cut_off: gpd.GeoDataFrame,
    found: Compounds,
) -> tuple[str, ...]:
    """What the verdicts follow, and what they could not be told for."""
    return (
        *_said_of_times(town, wait),
        *_said_of_edge(verdicts),
        *_said_of_stranded(cut_off),
        *_said_of_compounds(found, verdicts),
    )


def _said_of_edge(verdicts: pd.DataFrame) -> tuple[str, ...]:
    """How much the edge of the data keeps from being told, and what would help."""
    failing = verdicts["verdict"].isin(("not_met", "partly", "by_bicycle"))
    near = (failing & (verdicts["people_near_edge"] > 0)).sum()
    if not near:
        return ()
    return (
        f"{near:,} of {_counted(failing.sum(), 'failing verdict')} {'is' if near == 1 else 'are'} "
        "marked, since the data end near the people concerned: give an extract that reaches "
        f"{WALK_SEARCH_M / 1000:g} km farther",
    )


def _said_of_stranded(cut_off: gpd.GeoDataFrame) -> tuple[str, ...]:
    """How many people cannot be routed."""
    people = cut_off["people"].sum()
    if not people > 0:
        return ()
    cells = _counted(cut_off["people"].count(), "cell")
    return (
        f"{_counted(people, 'person', 'people')} in {cells} cannot join the streets, "
        "or sit on an island of them (layer stranded)",
    )


def _said_of_times(town: Town, wait: Delays | None) -> tuple[str, ...]:
    """What times follow beside distances: slopes, and waiting."""
    told = []
    slopes = town.network.slopes
    if slopes is not None:
        unknown = unknown_share(slopes)
        flat = f"; {unknown:.1%} of street length has no height: taken as flat" if unknown else ""
        told.append(f"times follow slopes from {slopes.source}; distances do not{flat}")
        told += said_of_steepest(slopes)
    if wait is not None:
        seconds = f"{wait.signal_s:g} s a signal, {wait.crossing_s:g} s a crossing of a main road"
        stairs = f"{wait.steps_s:g} s a flight of stairs, {wait.footbridge_s:g} s a footbridge"
        told.append(f"times count waiting: {seconds}, {stairs}")
    return tuple(told)


def _said_of_compounds(found: Compounds, verdicts: pd.DataFrame) -> tuple[str, ...]:
    """How many people live behind walls without a mapped gate, and what hangs on that."""
    if not len(found.table):
        return ()
    told = verdicts.get("verdict_with_gates", pd.Series(dtype="str")).notna().sum()
    people = found.table["people"].sum()
    lives = f"{_counted(people, 'person lives', 'people live')} in"
    hang = _counted(told, "verdict hangs", "verdicts hang")
    return (
        f"{lives} {_counted(len(found.table), 'compound')} without a mapped gate (layer "
        f"compounds); {hang} on that and cannot be told",
    )


def _counted(n: float, one: str, many: str = "") -> str:
    """A number with its noun: 1 cell, 2 cells."""
    number = f"{n:,.0f}"
    return f"{number} {one if number == '1' else many or f'{one}s'}"


def tell(remarks: Sequence[str]) -> None:
    """Send remarks to whoever listens, to stay."""
    for remark in remarks:
        _LOG.info(remark, extra={"stay": True})
