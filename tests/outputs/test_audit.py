"""The folder of an audit: its files, and none that an earlier audit left."""

import dataclasses
from pathlib import Path

import pandas as pd

from accessibility.outputs.audit import write_results
from tests.outputs import fixtures

ALWAYS = ["audit.gpkg", "checklist.csv", "district.csv", "map.html", "run.json", "scores.csv"]


def test_tables_that_an_earlier_audit_had_alone_do_not_stay(tmp_path: Path):
    plain = fixtures.results()
    index = pd.MultiIndex.from_tuples([("district", "district")], names=["unit", "community_id"])
    needs = pd.DataFrame({"share": [0.5], "share_possible": [0.5]}, index)
    out = tmp_path / "out"
    write_results(dataclasses.replace(plain, needs=needs), out)
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert sorted(file.name for file in out.iterdir()) == sorted(
        [*ALWAYS, "needs.csv", "notes.txt"]
    )
    write_results(plain, out, force=True)
    assert sorted(file.name for file in out.iterdir()) == sorted([*ALWAYS, "notes.txt"])
