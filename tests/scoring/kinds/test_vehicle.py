"""Soon enough by fire engine: minutes of driving against what turning out leaves of the limit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.ground import Ways
from accessibility.scoring.kinds.vehicle import served
from accessibility.standards import Item
from accessibility.tables import Nearest
from tests.scoring.kinds.supply_town import found, ground, law, supply

NEVER = np.inf
STATION = found(("f1", "fire_station", "sure"), at=["north"])


def station(**changes) -> Item:
    own = {"minutes": 5.0, "turnout_min": 1.0, "barriers": ("motorway", "rail")}
    return supply("vehicle", "fire_station", **(own | changes))


def driven(
    asked: Item,
    minutes: Sequence[float],
    *,
    possible: Sequence[float] | None = None,
    column: str | None = None,
    **rules,
):
    """Whom a station serves, by minutes of driving to cells of 10 people each."""
    people = [10.0] * len(minutes)
    base = ground(asked, people, found=STATION, **rules)
    ways = {"sure": minutes} if possible is None else {"sure": minutes, "possible": possible}
    travel = {
        ("fire_engine", certainty): _near(base.place.cells, {column or asked.vehicle_group: those})
        for certainty, those in ways.items()
    }
    return served(asked, replace(base, ways=Ways(base.place.cells, travel)))


def _near(cells: pd.Index, minutes: Mapping[str, Sequence[float]]) -> Nearest:
    frame = pd.DataFrame(minutes, index=cells, dtype=float)
    ids = pd.DataFrame(np.nan, cells, frame.columns, dtype=object)
    return Nearest(
        profile="fire_engine", certainty="sure", metres=frame * 600, minutes=frame, facility_id=ids
    )


def test_turning_out_leaves_four_of_five_minutes_to_drive():
    # 4 minutes are in time, inclusive; 4.001 are not; no way and no street are not either
    whom = driven(station(), [0.0, 4.0, 4.001, NEVER, np.nan])
    assert whom.sure.tolist() == [1, 1, 0, 0, 0]
    assert whom.possible.tolist() == [1, 1, 0, 0, 0]
    assert (whom.value, whom.whole, whom.lacking) == (None, False, "")


def test_without_turning_out_all_minutes_are_driven():
    assert driven(station(turnout_min=0.0), [4.001, 5.0, 5.001]).sure.tolist() == [1, 1, 0]


def test_who_turns_out_too_late_serves_nobody():
    assert driven(station(turnout_min=6.0), [0.0, 1.0]).sure.tolist() == [0, 0]


def test_possible_stations_serve_possibly():
    whom = driven(station(), [2.0, 9.0, 9.0], possible=[2.0, 3.0, 9.0])
    assert whom.sure.tolist() == [1, 0, 0]
    assert whom.possible.tolist() == [1, 1, 0]


def test_the_level_gives_the_minutes_where_the_item_gives_none():
    asked = station(minutes=None, level="10")  # 10 minutes, 9 of them driven
    assert driven(asked, [9.0, 9.1]).sure.tolist() == [1, 0]
    nowhere = station(minutes=None, level="block")
    assert driven(nowhere, [0.0]).sure.tolist() == [0]
    assert driven(nowhere, [0.0]).possible.tolist() == [0]


def test_each_item_is_judged_within_its_own_barriers():
    assert station().vehicle_group == "fire_station|motorway+rail"
    free = station(barriers=())
    # the frame knows the parted stations alone: those without barriers have no column
    whom = driven(free, [1.0], column="fire_station|motorway+rail")
    assert whom.sure.tolist() == [0]
    assert driven(free, [1.0]).sure.tolist() == [1]


def test_where_no_engine_was_routed_that_cannot_be_told():
    asked = station()
    whom = served(asked, ground(asked, [10.0, 5.0], found=STATION))
    assert whom.sure.tolist() == [0, 0]
    assert whom.possible.tolist() == [1, 1]
    assert whom.lacking == "travel"


@pytest.mark.parametrize(("factor", "reached"), [(0.9, [1, 0]), (1.1, [1, 1])])
def test_limits_may_be_changed_to_see_what_hangs_on_them(factor, reached):
    # 4.5 minutes, 3.5 of them driven, or 5.5 and 4.5
    assert driven(station(), [3.5, 4.5], limit_factor=factor).sure.tolist() == reached


times = st.lists(st.floats(0, 10), min_size=1, max_size=6)


@law
@given(times, st.floats(0, 3), st.floats(0, 3))
def test_a_slower_turnout_never_serves_more(minutes, turnout, more):
    sooner = driven(station(turnout_min=turnout), minutes).sure
    later = driven(station(turnout_min=turnout + more), minutes).sure
    assert (later <= sooner).all()


@law
@given(times, st.floats(0.1, 8), st.floats(0, 4))
def test_more_minutes_never_serve_fewer_and_possible_never_fewer_than_sure(minutes, limit, more):
    some = driven(station(minutes=limit), minutes, possible=[m / 2 for m in minutes])
    others = driven(station(minutes=limit + more), minutes)
    assert (others.sure >= some.sure).all()
    assert (some.possible >= some.sure).all()


def test_a_quicker_engine_turns_out_no_sooner():
    # 5 min less 1 of turnout leave 4 to drive: 3.6 at nine tenths of the speed, 4.4 at eleven
    minutes = [3.5, 3.7, 4.3, 4.5]
    assert driven(station(), minutes, speed_factor=0.9).sure.tolist() == [1, 0, 0, 0]
    assert driven(station(), minutes, speed_factor=1.1).sure.tolist() == [1, 1, 1, 0]
    # limits of 5.5 and 4.5 minutes leave 4.5 and 3.5
    assert driven(station(), minutes, limit_factor=1.1).sure.tolist() == [1, 1, 1, 1]
    assert driven(station(), minutes, limit_factor=0.9).sure.tolist() == [1, 0, 0, 0]
