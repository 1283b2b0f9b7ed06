"""`accessibility standards`: shown in both languages, exported, and told what is wrong."""

from pathlib import Path

import pytest

from accessibility.outputs.standard_text import display_width
from accessibility.standards import audience_items, list_standards, standard
from tests.journeys.commands import run


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever terminal the tests run in, or none, nothing is broken over lines."""
    monkeypatch.setenv("COLUMNS", "300")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_list_has_every_bundled_standard_with_its_name(
    lang: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "300")
    lines = run(capfd, "standards", "list", "--lang", lang).out.splitlines()
    for one in list_standards():
        [line] = [line for line in lines if line.startswith(f"{one.id} ")]
        assert (one.name_zh if lang == "zh" else one.name_en) in line


def test_a_level_is_shown_alone_with_its_limits_in_words(capfd: pytest.CaptureFixture[str]):
    shown = run(capfd, "standards", "show", "gb50180-2018", "--lang", "zh", "--level", "5")
    assert "五分钟生活圈居住区" in shown.out
    assert "十分钟生活圈居住区" not in shown.out
    assert "步行路网距离300米" in shown.out
    assert "每社区人均不少于1平方米" in shown.out
    assert "应配建12项，宜配建6项" in shown.out


def test_the_vehicle_is_shown_with_its_turnout(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "300")
    assert (
        "消防车5分钟（含出动1分钟）" in run(capfd, "standards", "show", "fire", "--lang", "zh").out
    )


def test_columns_stand_below_each_other_in_chinese(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "250")
    lines = run(capfd, "standards", "show", "gb50180-2018", "--lang", "zh").out.splitlines()
    rows = [line for line in lines if "配建  " in line and "==" not in line]
    within = [display_width(line[: line.index("配建  ")]) for line in rows[:30]]
    assert len(set(within)) == 1


def test_items_of_low_certainty_can_be_left_out_and_are_counted(capfd: pytest.CaptureFixture[str]):
    low = [i for i in standard("shelter").items if i.certainty == "general_low"]
    shown = run(capfd, "standards", "show", "shelter", "--min-certainty", "general_medium").out
    assert f"{len(low)} items of lower certainty are left out" in shown
    assert "??" not in shown.split("Certainty of the figures")[0].replace("recalled ??]", "")


def test_an_unknown_level_names_those_there_are(capfd: pytest.CaptureFixture[str]):
    ran = run(capfd, "standards", "show", "gb50180-2018", "--level", "blok")
    assert ran.status == 2
    assert "Did you mean 'block'" in ran.err


@pytest.mark.parametrize("suffix", [".csv", ".json", ".toml", ".md"])
def test_a_standard_is_exported_once_and_replaced_by_force_alone(
    suffix: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    path = tmp_path / f"own{suffix}"
    ran = run(capfd, "standards", "export", "parkserve", "-o", path)
    assert ran.status == 0
    assert "; 1 item in 1 level." in ran.out
    assert "park" in path.read_text(encoding="utf-8")
    again = run(capfd, "standards", "export", "fire", "-o", path)
    assert again.status == 2
    assert "--force" in again.err
    assert run(capfd, "standards", "export", "fire", "-o", path, "--force").status == 0
    assert "Fire engine arrives" in path.read_text(encoding="utf-8")


def test_an_exported_standard_is_valid_and_the_same(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    path = tmp_path / "own.toml"
    run(capfd, "standards", "export", "tdt1062-2021", "-o", path)
    assert run(capfd, "standards", "validate", path).status == 0
    assert standard(path) == standard("tdt1062-2021")


def test_an_unknown_form_and_an_empty_export_are_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    ran = run(capfd, "standards", "export", "fire", "-o", tmp_path / "own.xlsx")
    assert ran.status == 2
    assert ".csv, .json, .toml, .md" in ran.err
    empty = ("--min-certainty", "seen", "-o", tmp_path / "own.toml")
    ran = run(capfd, "standards", "export", "tdt1062-2021", *empty)
    assert ran.status == 2
    assert "no item is as certain as seen" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    path = tmp_path / "own.toml"
    run(capfd, "standards", "export", "parkserve", "-o", path)
    faulty = path.read_text(encoding="utf-8").replace("radius_m = 805", "radius_km = 0.8")
    faulty = faulty.replace('"required"', '"must"').replace('type = "park"', 'type = "prak"')
    path.write_text(faulty.replace("distance_m = 805", "distance_m = 0.8"), encoding="utf-8")
    ran = run(capfd, "standards", "validate", path)
    assert ran.status == 2
    for fault in ("did you mean 'radius_m'", "must be one of required", "is it in kilometres?"):
        assert fault in ran.err


@pytest.mark.parametrize("suffix", [".csv", ".json", ".md"])
def test_a_form_for_reading_is_refused_with_the_one_to_ask_for(
    suffix: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    path = tmp_path / f"mine{suffix}"
    assert run(capfd, "standards", "export", "parkserve", "-o", path).status == 0
    for command in ("validate", "show"):
        ran = run(capfd, "standards", command, path)
        assert ran.status == 2
        assert "Export as .toml; .csv, .json and .md are for reading" in ran.err


def test_the_panels_are_shown_and_exported_like_a_standard(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    shown = run(capfd, "standards", "show", "audiences")
    assert shown.status == 0
    assert f"{len(audience_items().items)} required, 0 recommended items" in shown.out
    path = tmp_path / "panels.toml"
    assert run(capfd, "standards", "export", "audiences", "-o", path).status == 0
    assert standard(path) == audience_items()
