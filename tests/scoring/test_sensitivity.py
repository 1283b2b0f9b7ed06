"""Which verdicts turn with which setting: towns where one does, and what must never move."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.checklist import Assessment, assess
from accessibility.scoring.ground import Ways
from accessibility.scoring.laying import lay_out
from accessibility.scoring.rules import Rules
from accessibility.scoring.sensitivity import COLUMNS, Change, changes, in_words, sensitivity
from accessibility.standards.schema import Part
from tests.scoring.town import (
    assessed,
    cells,
    communities,
    facilities,
    item,
    law,
    one_of_each,
    standard,
    travel,
)

# A community each, 100 people at one place: the school is within 500 m or 10 minutes.
PLACES = ["a", "b", "c", "d"]


def town(school, *, of=None, bike=None, line=None, **rules) -> Assessment:
    """Communities a, b, ... so far from the school, in metres."""
    roles = {"walk": school, "bike": bike, "straight_line": line}
    ways = {role: {"primary_school": to} for role, to in roles.items() if to is not None}
    return assessed(
        of or standard(), [100] * len(school), ways, community=PLACES[: len(school)], **rules
    )


def tried(laid: Assessment, joins=None) -> pd.DataFrame:
    ways = {m: Ways(laid.ground.place.cells, t) for m, t in (joins or {}).items()}
    table = sensitivity(laid, changes(laid.ground.rules, ways))
    return table.set_index(["change", "setting"])


def flips(table: pd.DataFrame, *change: str) -> dict[str, int]:
    """What turned, in which way; what did not is left out."""
    one = table.loc[change]
    return {name: one[name] for name in COLUMNS[4:] if name != "flipped_share" and one[name]}


def test_longer_limits_meet_what_was_a_little_too_far():
    # a 540 m: within 550. b 560 m: not. c 450 m: exactly within 450. d: 451 m, not any more
    table = tried(town([540, 560, 450, 451]))
    assert table.loc[("limit", "1.1"), "verdicts"] == 4
    assert flips(table, "limit", "1.1") == {"flipped": 1, "to_met": 1}
    assert table.loc[("limit", "1.1"), "flipped_share"] == 0.25
    assert flips(table, "limit", "0.9") == {"flipped": 1, "from_met": 1}


def test_slower_walkers_miss_what_was_just_in_time():
    # 10 minutes are 800 m; at nine tenths of the speed 720 m, at eleven tenths 880 m
    table = tried(town([720, 721, 880, 881], rule="time"))
    assert flips(table, "speed", "0.9") == {"flipped": 1, "from_met": 1}
    assert flips(table, "speed", "1.1") == {"flipped": 1, "to_met": 1}
    assert flips(table, "limit", "1.1") == {"flipped": 1, "to_met": 1}


def test_under_distance_speed_turns_only_who_rides():
    # nobody walks there; 10 minutes riding are 2,000 m, at eleven tenths of the speed 2,200 m
    table = tried(town([2000, 2200, 2201], bike=[2000, 2200, 2201]))
    assert flips(table, "speed", "1.1") == {"flipped": 1}  # b: not met, then by bicycle
    assert flips(table, "speed", "0.9") == {"flipped": 1}  # a: by bicycle, then not met


def test_a_lower_pass_share_passes_more_and_the_own_one_is_not_tried():
    # a: 85 of 100 within reach, b: 95
    people, metres = [85, 15, 95, 5], [500, 900, 500, 900]
    laid = assessed(
        standard(), people, {"walk": {"primary_school": metres}}, community=["a", "a", "b", "b"]
    )
    table = tried(laid)
    assert flips(table, "pass_share", "0.8") == {"flipped": 1, "to_met": 1}
    assert flips(table, "pass_share", "1") == {"flipped": 1, "from_met": 1}
    assert ("pass_share", "0.9") not in table.index
    strict = tried(replace(laid, ground=replace(laid.ground, rules=Rules(pass_share=0.8))))
    assert flips(strict, "pass_share", "0.9") == {"flipped": 1, "from_met": 1}


def test_straight_lines_meet_what_streets_do_not():
    table = tried(town([900, 900, 300], line=[400, 600, 200]))
    assert flips(table, "straight_line", "") == {"flipped": 1, "to_met": 1}
    assert "straight_line" not in tried(town([900], line=[1], rule="straight_line")).index


def test_an_item_walked_by_its_own_rule_is_drawn_too():
    of = standard(item(rule="distance"))
    table = tried(town([900], of=of, line=[400], rule="time"))
    assert flips(table, "straight_line", "") == {"flipped": 1, "to_met": 1}


def test_an_item_that_is_ridden_to_is_not_drawn_in_a_straight_line():
    of = standard(item(travel="cycle"), item(id="timed", rule="time"))
    table = tried(town([900], of=of, bike=[3000], line=[1]))
    assert flips(table, "straight_line", "") == {}


def test_longer_joins_bring_in_who_found_no_street():
    laid = town([np.nan, 400])
    near = travel(cells([1, 1]), {"walk": {"primary_school": [300, 400]}})
    far = travel(cells([1, 1]), {"walk": {"primary_school": [np.nan, np.nan]}})
    table = tried(laid, {200.0: near, 50.0: far})
    assert flips(table, "join_limit", "200 m") == {"flipped": 1, "to_met": 1}
    assert flips(table, "join_limit", "50 m") == {"flipped": 1, "from_met": 1}
    settings = table.loc[["join_limit"]].index.get_level_values("setting")
    assert settings.tolist() == ["50 m", "200 m"]


def test_verdicts_that_become_open_or_settled_are_told_apart():
    # beyond 500 m but within 550 m there is a possible school: a longer limit opens the verdict
    perhaps = facilities(("f1", "primary_school", "sure"), ("f2", "primary_school", "possible"))
    opens = town([900], possible={"walk": {"primary_school": [540]}}, found=perhaps)
    assert flips(tried(opens), "limit", "1.1") == {"flipped": 1, "to_unknown": 1}
    closes = town([900], possible={"walk": {"primary_school": [460]}}, found=perhaps)
    assert flips(tried(closes), "limit", "0.9") == {"flipped": 1, "from_unknown": 1}


def test_recommended_items_are_counted_apart():
    # the gym is not met in a, met in b; nothing is known of libraries
    of = standard(
        item(), item("gym", requirement="recommended"), item("library", requirement="recommended")
    )
    laid = assessed(
        of, [1, 1], {"walk": {"primary_school": [540, 1], "gym": [900, 100]}},
        community=["a", "b"], found=one_of_each(of).drop(index="f_library"),
    )  # fmt: skip
    table = tried(laid)
    assert table.loc[("limit", "1.1"), ["verdicts", "flipped"]].tolist() == [2, 1]
    one = table.loc[("recommended", "counted")]
    assert one[["verdicts", "flipped", "to_unknown"]].tolist() == [4, 1, 2]
    assert one["flipped_share"] == 0.25


def test_verdicts_are_those_of_the_checklist_and_none_where_an_item_does_not_hold():
    # the rural item has a row in b alone
    of = standard(item(), item(id="rural", kinds=("rural",)))
    kind = {"a": "urban", "b": "rural"}
    laid = assessed(
        of, [1, 1], {"walk": {"primary_school": [540, 560]}}, community=["a", "b"], kind=kind
    )
    assert len(laid.checklist) == 3
    row = tried(laid).loc[("limit", "1.1")]
    assert (row["verdicts"], row["flipped"]) == (3, 1)
    assert row["flipped_share"] == pytest.approx(1 / 3)


def test_what_units_hold_hangs_on_no_speed_and_no_limit():
    of = standard(item(rule="presence", unit="district"))
    found = one_of_each(of).assign(community_id=["a"])
    table = tried(assessed(of, [1, 1], {}, community=["a", "b"], found=found))
    assert table["verdicts"].drop("recommended", level="change").tolist() == [2] * (len(table) - 1)
    assert table["flipped"].sum() == 0


def test_nothing_required_has_nothing_to_turn():
    of = standard(item(requirement="recommended"))
    table = tried(town([540], of=of)).drop("recommended", level="change")
    assert table["verdicts"].tolist() == [0] * len(table)
    assert table["flipped_share"].isna().all()


def test_a_standard_of_nothing_has_a_table_too():
    of = replace(standard(), items=(item(locatable=False),))
    table = tried(assessed(of, [1], {}))
    assert table["verdicts"].sum() == 0


def test_the_sentence_names_the_setting_that_turns_most():
    # +10 %: a and b turn. -10 %: c. By speed, share and in a straight line none: half turn 0
    metres = [540, 541, 460, 100]
    laid = town(metres, line=metres)
    table = sensitivity(laid, changes(laid.ground.rules, {}))
    of = laid.ground.standard
    en, zh = in_words(table, of, "en"), in_words(table, of, "zh")
    assert en.startswith("Of 4 verdicts on required items, 2 (50.0%) turn with limits of 1.1")
    assert en.endswith("half of the settings turn at most 0.")
    assert zh.startswith("应配建设施的4项结论中，服务半径与时间限值取1.1倍时有2项（50.0%）改变")


@pytest.mark.parametrize(
    ("change", "en", "zh"),
    [
        ("speed", "speeds of X times the usual ones", "出行速度取X倍时"),
        ("limit", "limits of X times those of the standard", "服务半径与时间限值取X倍时"),
        ("pass_share", "a pass share of X", "达标比例取X时"),
        ("join_limit", "joins to the street of up to X", "接入路网距离上限取X时"),
        ("straight_line", "straight lines instead of streets", "以直线距离代替路网距离时"),
    ],
)
def test_every_setting_has_its_words(change: str, en: str, zh: str):
    rows = [
        {"standard": "test", "change": "speed", "setting": "0", "verdicts": 2000, "flipped": 1},
        {"standard": "test", "change": change, "setting": "X", "verdicts": 2000, "flipped": 1001},
        {"standard": "test", "change": "recommended", "verdicts": 9, "flipped": 9999},
        {"standard": "other", "change": "limit", "verdicts": 9, "flipped": 9999},
    ]
    table = pd.DataFrame(rows)
    table["flipped_share"] = table["flipped"] / table["verdicts"]
    told = in_words(table, standard(), "en")
    # the median of 1 and 1,001 is 501
    assert told == (
        f"Of 2,000 verdicts on required items, 1,001 (50.0%) turn with {en}, the most of all "
        "settings tried; half of the settings turn at most 501."
    )
    assert zh in in_words(table, standard(), "zh")
    assert "501项" in in_words(table, standard(), "zh")


def test_the_sentence_says_when_nothing_turns_and_when_nothing_could():
    firm = town([10, 5000], bike=[9e9, 9e9], line=[10, 4000])
    table = sensitivity(firm, changes(firm.ground.rules, {}))
    of = firm.ground.standard
    assert in_words(table, of, "en").startswith("None of the 2 verdicts on required items turns")
    assert in_words(table, of, "zh") == "应配建设施的2项结论在所试各项参数下均不变。"
    nothing = replace(of, id="nothing")
    assert in_words(table, nothing, "en") == "There is no verdict that could turn."
    assert in_words(table, nothing, "zh") == "没有可能翻转的结论。"


# Laws

LAW_ITEMS = (
    item(),
    item(id="timed", rule="time", travel="walk_or_cycle"),
    item("library", level="15", weight="land"),
    item("park", level="5", more=(Part(type="library", radius_m=200),), combine="all"),
    item("gym", rule="presence", kinds=("rural",)),
    item("clinic", level="15", requirement="recommended"),
    item("shop", rule="straight_line", radius_m=700),
)
TYPES = ("primary_school", "library", "park", "clinic", "shop")
way = st.one_of(st.integers(0, 1600), st.sampled_from([450, 500, 550, np.inf, np.nan]))
homes = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["a", "b"]), *[way] * (2 * len(TYPES))),
    min_size=1,
    max_size=5,
)


def any_town(rows, rule: str):
    """A town, and what travels there if homes may be farther from the street."""
    people, community, *ways = map(list, zip(*rows, strict=True))
    table, of = cells(people, community), standard(*LAW_ITEMS)
    on_foot, others = ways[: len(TYPES)], ways[len(TYPES) :]
    lines = [np.minimum(a, b) for a, b in zip(on_foot, others, strict=True)]

    def roles(walk, bike):
        named = {"walk": walk, "bike": bike, "straight_line": lines}
        return travel(table, {r: dict(zip(TYPES, w, strict=True)) for r, w in named.items()})

    parts = {
        "communities": communities(table).assign(kind="rural"),
        "cells": table,
        "facilities": one_of_each(of).assign(community_id="a"),
    }
    laid = assess(of, lay_out([of], nearest=roles(on_foot, others), **parts), Rules(rule=rule))
    return laid, roles(others, on_foot), parts


RULED = st.sampled_from(["distance", "time", "straight_line"])


@law
@given(homes, RULED)
def test_a_limit_times_one_changes_nothing(rows, rule: str):
    laid, *_ = any_town(rows, rule)
    same = [
        Change(name="limit", setting="+0%", rules=lambda rules: replace(rules, limit_factor=1.0)),
        Change(name="join_limit", setting="", travel=laid.ground.ways),
        Change(name="straight_line", setting="", items=lambda item, _: replace(item)),
    ]
    assert sensitivity(laid, same)["flipped"].drop(3).tolist() == [0, 0, 0]


@law
@given(homes, RULED)
def test_what_is_kept_gives_the_verdicts_that_judging_anew_gives(rows, rule: str):
    laid, joined, parts = any_town(rows, rule)
    ground, before = laid.ground, laid.verdicts()
    required = np.array([one.required for one in laid.items])
    tried = changes(ground.rules, {200.0: Ways(ground.place.cells, joined)})
    table = sensitivity(laid, tried)
    for number, change in enumerate(tried):
        changed = tuple(change.items(one, ground) for one in ground.standard.items)
        of = replace(ground.standard, items=changed)
        ways = ground.ways._travel if change.travel is None else joined
        new = assess(of, lay_out([of], nearest=ways, **parts), change.rules(ground.rules))
        after = new.verdicts()
        assert table["flipped"][number] == (before != after)[required].sum(), change.name
    assert (laid.verdicts() == before).all()  # and nothing was moved by trying


@law
@given(homes, RULED)
def test_wider_limits_meet_no_fewer_and_narrower_ones_no_more(rows, rule: str):
    table = sensitivity(any_town(rows, rule)[0], changes(Rules(rule=rule), {}))
    table = table.set_index(["change", "setting"])
    for wider in (("limit", "1.1"), ("speed", "1.1"), ("pass_share", "0.8")):
        assert table.loc[wider, "from_met"] == 0
    for narrower in (("limit", "0.9"), ("speed", "0.9"), ("pass_share", "1")):
        assert table.loc[narrower, "to_met"] == 0
