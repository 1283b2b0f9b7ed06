"""A figure changed in the file of a standard changes the rows of its item, and no other."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from accessibility.scoring.checklist import Assessment, assess
from accessibility.scoring.groups import facility_groups
from accessibility.scoring.laying import lay_out
from accessibility.scoring.levels import scores
from accessibility.scoring.rules import Rules
from accessibility.standards import Standard, loader, standard
from accessibility.standards.schema import SCORE_COLUMNS
from accessibility.tables import Nearest
from tests.scoring.town import BICYCLE, FOOT, cells, communities, facilities

FILE = Path(loader.__file__).with_name("gb50180-2018.toml")
GB = standard("gb50180-2018")
WITH_RADIUS = [one for one in GB.located if one.radius_m is not None]
PLACES = ["a", "b", "c"]
CELLS = 24


@cache
def town() -> dict:
    """Two facilities of every type, at random ways from 24 homes in three communities."""
    dice = np.random.default_rng(50180)
    types = sorted({part.type for part in GB.parts})
    rows = [(f"{name}-{n}", name, "sure") for name in types for n in (1, 2)]
    table = cells(dice.integers(1, 90, CELLS), dice.choice(PLACES, CELLS).tolist())
    return {
        "cells": table,
        "facilities": facilities(*rows, area_m2=dice.choice([300, 5e3, 2e4, 8e4], len(rows))),
        "metres": {name: dice.uniform(0, 1500, CELLS) for name, *_ in rows},
    }


def nearest(of: Standard) -> dict:
    """The ways of the town, to the groups that a standard asks for."""
    there, ways = town(), {}
    for certainty, groups in facility_groups(there["facilities"], {of.id: of}).items():
        near = {
            g: np.min([there["metres"][one] for one in ids], axis=0) for g, ids in groups.items()
        }
        metres = pd.DataFrame(near, there["cells"].index)
        ids = pd.DataFrame({g: ids[0] for g, ids in groups.items()}, there["cells"].index)
        for role, pace in {"walk": FOOT, "bike": BICYCLE, "straight_line": FOOT}.items():
            ways[role, certainty] = Nearest(
                profile=role, certainty=certainty, metres=metres, minutes=metres / pace,
                facility_id=ids,
            )  # fmt: skip
    return ways


def judged(of: Standard) -> Assessment:
    there = town()
    layout = lay_out(
        [of],
        communities=communities(there["cells"]),
        cells=there["cells"],
        facilities=there["facilities"],
        nearest=nearest(of),
    )
    return assess(of, layout, Rules())


@cache
def before() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return tables(GB)


def tables(of: Standard) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    laid = judged(of)
    scored = scores(laid.checklist, {of.id: of}, communities(town()["cells"]), Rules())
    return laid.checklist, laid.district, scored


def with_line(folder: Path, level: str, name: str, key: str, line: str) -> Standard:
    """The standard with one key of one item said otherwise, or said at all."""
    text = FILE.read_text(encoding="utf-8")
    head, *blocks = re.split(r"(?=^\[\[items\]\]$)", text, flags=re.MULTILINE)
    (n,) = (
        n
        for n, block in enumerate(blocks)
        if f'\nlevel = "{level}"\n' in block and f'\nid = "{name}"\n' in block
    )
    own = re.sub(rf"^{key} = .*\n", "", blocks[n], count=1, flags=re.MULTILINE)
    blocks[n] = own.replace("[[items]]\n", f"[[items]]\n{line}\n", 1)
    path = folder / "changed.toml"
    path.write_text(head + "".join(blocks), encoding="utf-8")
    return standard(path)


def changed_rows(old: pd.DataFrame, new: pd.DataFrame) -> tuple[set[tuple[str, str]], set[str]]:
    """Level and item of the rows that differ, and the columns in which they do."""
    assert old.index.equals(new.index)
    differ = ~((old == new) | (old.isna() & new.isna()))
    rows = old.index[differ.any(axis=1)]
    keys = {(level, name) for *_, level, name in rows}
    return keys, set(differ.columns[differ.any()])


def changed_scores(new: pd.DataFrame) -> set[str]:
    old = before()[2]
    differ = ~((old == new) | (old.isna() & new.isna()))
    return set(differ.columns[differ.any()])


def test_the_town_is_no_trivial_one():
    verdicts = before()[0]["verdict"]
    assert {"met", "partly", "not_met"} <= set(verdicts)
    assert len(WITH_RADIUS) > 20
    assert len(verdicts) == len(GB.located) * len(PLACES)


def test_a_file_read_again_changes_nothing(tmp_path: Path):
    one = GB.located[0]
    same = with_line(tmp_path, one.level, one.id, "certainty", f'certainty = "{one.certainty}"')
    assert same == GB
    for old, new in zip(before(), tables(same), strict=True):
        pd.testing.assert_frame_equal(old, new)


@pytest.mark.parametrize("one", WITH_RADIUS, ids=lambda one: f"{one.level}-{one.id}")
def test_a_radius_changes_the_rows_of_its_item_alone(tmp_path: Path, one):
    # from what it is to ten metres: fewer are served, in every community and in the district
    new = tables(with_line(tmp_path, one.level, one.id, "radius_m", "radius_m = 10"))
    for old, now in zip(before()[:2], new[:2], strict=True):
        keys, columns = changed_rows(old, now)
        assert keys == {(one.level, one.id)}
        assert {"limit", "reason"} <= columns
        assert columns.isdisjoint({"nearest_m", "facility_id", "found", "requirement"})
        assert columns.isdisjoint({"coverage_by_time", "coverage_bicycle", "people"})
    column = one.score_column
    others = {*SCORE_COLUMNS} - {column}
    assert changed_scores(new[2]).isdisjoint(others | {"items_required", "data_confidence"})
    if column is None:  # recommended, or of a block
        assert changed_scores(new[2]) == set()
    elif (before()[0].xs(one.id, level="item")["coverage"] > 0).any():
        assert column in changed_scores(new[2])


def test_a_requirement_changes_its_own_rows_and_the_scores_of_its_level(tmp_path: Path):
    one = next(i for i in GB.located if (i.level, i.requirement) == ("10", "required"))
    of = with_line(tmp_path, one.level, one.id, "requirement", 'requirement = "recommended"')
    new = tables(of)
    keys, columns = changed_rows(before()[0], new[0])
    assert keys == {(one.level, one.id)}
    assert columns <= {"requirement", "reason"}
    assert "level_10" in changed_scores(new[2])
    assert changed_scores(new[2]).isdisjoint({"level_15", "level_5", "level_other"})
    assert (new[2]["items_required"] == before()[2]["items_required"] - 1).all()


def test_a_least_area_changes_its_own_rows(tmp_path: Path):
    # asked of a school: of the two in the data some are too small now
    one = next(i for i in GB.located if i.min_site_m2 is None and i.score_column == "level_15")
    new = tables(with_line(tmp_path, one.level, one.id, "min_site_m2", "min_site_m2 = 90_000"))
    keys, columns = changed_rows(before()[0], new[0])
    assert keys == {(one.level, one.id)}
    assert {"found", "coverage", "reason"} <= columns
    assert (new[0].xs(one.id, level="item").xs(one.level, level="level")["found"] == 0).all()
    assert changed_scores(new[2]) <= {
        "level_15", "score", "grade", "items_assessed", "items_met", "data_confidence",
    }  # fmt: skip


def test_a_clause_changes_no_verdict_and_no_score(tmp_path: Path):
    one = WITH_RADIUS[0]
    new = tables(with_line(tmp_path, one.level, one.id, "clause", 'clause = "clause 99.9"'))
    keys, columns = changed_rows(before()[0], new[0])
    assert keys <= {(one.level, one.id)}
    assert columns <= {"reason"}
    assert changed_scores(new[2]) == set()


def test_a_weight_changes_its_own_rows(tmp_path: Path):
    one = next(i for i in GB.located if i.score_column == "level_5")
    new = tables(with_line(tmp_path, one.level, one.id, "weight", 'weight = "land"'))
    keys, columns = changed_rows(before()[0], new[0])
    assert keys == {(one.level, one.id)}
    assert {"weight", "coverage"} <= columns
    assert columns.isdisjoint({"coverage_people", "coverage_residents_land", "people_uncovered"})
    assert changed_scores(new[2]).isdisjoint({"level_15", "level_10", "level_other"})
