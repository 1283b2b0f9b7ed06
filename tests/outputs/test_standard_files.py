"""A standard as a file: nothing is lost, and a .toml is what an audit reads."""

import csv
import dataclasses
import io
import json
from pathlib import Path

import pytest

from accessibility.outputs.standard_files import (
    as_csv,
    as_json,
    as_markdown,
    as_toml,
    write_standard,
)
from accessibility.standards import Item, Standard, audience_items, list_standards, standard

EVERY = [*list_standards(), audience_items()]


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.id)
def test_a_toml_file_is_read_back_as_the_standard_it_was(one: Standard, tmp_path: Path):
    write_standard(one, tmp_path / "own.toml")
    assert standard(tmp_path / "own.toml") == one


def test_nasty_texts_survive_the_toml_file(tmp_path: Path):
    one = EVERY[0]
    nasty = 'a "b" \\ c\n\ttab \x7f \u2028 [x] # = 长'
    changed = dataclasses.replace(one.items[0], note=nasty, clause="'''\"\"\"", minutes=7.25)
    own = dataclasses.replace(one, items=(changed, *one.items[1:]), source=nasty)
    (tmp_path / "own.toml").write_text(as_toml(own), encoding="utf-8", newline="")
    assert standard(tmp_path / "own.toml") == own


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.id)
def test_a_table_has_every_field_of_every_item(one: Standard):
    text = as_csv(one)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["level"], row["id"]) for row in rows] == [(i.level, i.id) for i in one.items]
    kept = {field.name for field in dataclasses.fields(Item)} - {"people_per_facility"}
    assert kept <= set(rows[0])
    for row, item in zip(rows, one.items, strict=True):
        assert row["radius_m"] == ("" if item.radius_m is None else str(item.radius_m))
        assert row["kinds"].split(",") == list(item.kinds)
        assert len(json.loads(row["more"] or "[]")) == len(item.more)
        assert row["limit_zh"]


def test_json_holds_levels_and_items_with_nulls_where_nothing_is_said():
    told = json.loads(as_json(standard("fire")))
    [level] = told["levels"].values()
    assert level["minutes"] is None
    arrival = told["items"][0]
    assert arrival["barriers"] == ["motorway", "rail", "river"]
    assert arrival["radius_m"] is None
    assert arrival["certainty"] == "seen"


def test_markdown_has_a_table_for_every_level_and_keeps_its_bars():
    one = standard("gb50180-2018")
    barred = dataclasses.replace(one.items[0], clause="a|b")
    text = as_markdown(dataclasses.replace(one, items=(barred, *one.items[1:])), "zh")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) == len(one.items) + len(one.levels)
    assert "a\\|b" in text
    assert {line.replace("\\|", "").count("|") for line in rows} == {8}
    assert text.count("\n## ") == len(one.levels)


def test_two_files_of_one_standard_are_equal(tmp_path: Path):
    for suffix in (".csv", ".json", ".toml", ".md"):
        for name in ("a", "b"):
            write_standard(EVERY[1], tmp_path / (name + suffix), lang="zh")
        a, b = (tmp_path / (name + suffix) for name in ("a", "b"))
        assert a.read_bytes() == b.read_bytes()
        assert b"\r" not in a.read_bytes()
