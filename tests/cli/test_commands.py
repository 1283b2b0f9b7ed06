"""The command line itself: help, version, statuses, remarks."""

import logging
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from accessibility import pipeline
from accessibility.cli.remarks import say, show_remarks
from tests.journeys.commands import run
from tests.journeys.town import write_town

COMMANDS = ("audit", "check", "isochrone", "standards")


def test_help_names_every_command_and_an_example(capfd: pytest.CaptureFixture[str]):
    said = run(capfd, "--help").out
    for command in COMMANDS:
        assert f"\n  {command} " in said
    assert "accessibility audit --osm" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capfd: pytest.CaptureFixture[str]):
    ran = run(capfd, command, "--help")
    assert ran.status == 0
    assert "Example" in ran.out
    assert f"accessibility {command}" in ran.out


def test_help_answers_before_one_notices():
    # the least of five, since the machine may be busy; 0.15 s is the promise on a quiet one
    def seconds() -> float:
        code = "import sys; sys.argv = ['accessibility', '--help']\n"
        code += "from accessibility.cli import main; main()"
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.4


def test_the_version_is_told(capfd: pytest.CaptureFixture[str]):
    assert run(capfd, "--version").out.startswith("accessibility ")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["audti"], "audti"),
        (["audit", "--osn", "x"], "--osn"),
        (["audit", "--rule", "air"], "air"),
        (["audit", "--fail-under", "120"], "120"),
        (["audit", "--pass-share", "high"], "high"),
        (["isochrone", "--at", "1,2"], "--output"),
        (["standards", "validate"], "FILE"),
    ],
)
def test_a_wrong_argument_ends_with_status_2(
    arguments: list[str], word: str, capfd: pytest.CaptureFixture[str]
):
    ran = run(capfd, *arguments)
    assert ran.status == 2
    assert word in ran.err


def test_the_standards_are_listed_and_shown(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "300")  # wide enough to wrap nothing
    listed = run(capfd, "standards", "list")
    assert listed.status == 0
    assert "gb50180-2018" in listed.out
    english = run(capfd, "standards", "show", "gb50180-2018").out
    assert "kindergarten" in english
    assert "300 m" in english
    assert "recalled" in english
    assert "not judged by distance" in english
    chinese = run(capfd, "standards", "show", "gb50180-2018", "--lang", "zh").out
    assert "幼儿园" in chinese
    assert "应配建" in chinese
    assert "宜配建" in chinese


def test_an_unknown_standard_is_told_with_a_guess(capfd: pytest.CaptureFixture[str]):
    ran = run(capfd, "standards", "show", "gb50180")
    assert ran.status == 2
    assert "Did you mean 'gb50180-2018'" in ran.err


def test_the_bundled_standard_is_valid_as_a_users_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    from accessibility.standards import loader

    own = tmp_path / "own.toml"
    bundled = Path(loader.__file__).with_name("gb50180-2018.toml").read_text(encoding="utf-8")
    own.write_text(bundled, encoding="utf-8")
    ran = run(capfd, "standards", "validate", own)
    assert ran.status == 0
    assert "76 items in 4 levels" in ran.out
    own.write_text(bundled.replace("radius_m = 1_000", "radius_m = -1_000", 1), encoding="utf-8")
    ran = run(capfd, "standards", "validate", own)
    assert ran.status == 2
    assert "-1000" in ran.err


def test_an_interrupt_ends_with_status_130_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    path = write_town(tmp_path / "town.osm.pbf")
    monkeypatch.setattr(pipeline, "audit", interrupted)
    ran = run(capfd, "audit", "--osm", path, "-o", tmp_path / "out")
    assert ran.status == 130
    assert "Interrupted" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_fault_of_ours_is_not_dressed_up_as_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from accessibility import cli

    def broken(*_: object) -> None:
        raise ZeroDivisionError("ours")

    path = write_town(tmp_path / "town.osm.pbf")
    monkeypatch.setattr(pipeline, "audit", broken)
    monkeypatch.setattr(sys, "argv", ["accessibility", "audit", "--osm", str(path)])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_on_a_terminal_stages_renew_one_line(monkeypatch: pytest.MonkeyPatch):
    reader, writer = pty.openpty()
    with os.fdopen(writer, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        show_remarks(logging.INFO)
        log = logging.getLogger("accessibility.test")
        log.info("one stage")
        log.info("a remark", extra={"stay": True})
        log.warning("look out")
        log.info("another")
        monkeypatch.setattr(sys, "stdout", terminal)
        say("a result")
        terminal.flush()
        said = ""
        while "a result\r\n" not in said:  # a terminal may hand over its lines bit by bit
            said += os.read(reader, 10_000).decode()
    os.close(reader)
    # the stage has no line of its own and is wiped; what must be known stays
    assert "one stage\r\x1b[K" in said
    assert "a remark\r\n" in said
    assert "Warning: look out\r\n" in said
    assert "another\r\x1b[Ka result\r\n" in said


def test_a_reader_that_goes_away_is_no_fault():
    code = "from accessibility.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "standards", "show", "gb50180-2018"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.close()
        assert b"Traceback" not in ran.stderr.read()


@pytest.mark.parametrize("arguments", [["audit", "--osm", ""], ["audit", "-o", " "]])
def test_an_empty_path_is_refused(arguments: list[str], capfd: pytest.CaptureFixture[str]):
    ran = run(capfd, *arguments)
    assert ran.status == 2
    assert "the path is empty" in ran.err


def test_no_number_is_no_line_to_stay_above(capfd: pytest.CaptureFixture[str]):
    ran = run(capfd, "audit", "--fail-under", "nan")
    assert ran.status == 2
    assert "a score from 0 to 100" in ran.err


def test_a_score_that_does_not_exist_reaches_no_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    (tmp_path / "people.csv").write_text("community_id,people\nr1,0\nr2,0\n")
    town = write_town(tmp_path / "town.osm.pbf")
    flags = ["--population", tmp_path / "people.csv", "--fail-under", "1", "-o", tmp_path / "out"]
    ran = run(capfd, "audit", "--osm", town, *flags)
    assert ran.status in (2, 3)
    assert "Traceback" not in ran.err


def started(*arguments: object, **options: object) -> "subprocess.Popen[bytes]":
    code = "from accessibility.cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, **options)  # type: ignore[call-overload,no-any-return]


def test_a_terminal_without_chinese_is_no_fault():
    environment = os.environ | {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    ran = started("standards", "list", env=environment, stdout=subprocess.PIPE)
    said, _ = ran.communicate()
    assert ran.returncode == 0
    assert b"gb50180-2018" in said


def test_an_audit_whose_listener_has_gone_still_writes_its_files(tmp_path: Path):
    town = write_town(tmp_path / "town.osm.pbf")
    ran = started(
        "audit", "--osm", town, "-o", tmp_path / "out",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert ran.stdout is not None
    assert ran.stderr is not None
    ran.stdout.close()
    ran.stderr.close()
    assert ran.wait() == 0
    assert (tmp_path / "out" / "map.html").exists()


def test_results_that_cannot_be_said_are_told(tmp_path: Path):
    with Path("/dev/full").open("w") as full:
        ran = started("standards", "list", stdout=full, stderr=subprocess.PIPE)
        _, said = ran.communicate()
    assert ran.returncode == 2
    assert b"standard output cannot be written" in said
    assert b"Traceback" not in said


def test_being_ended_leaves_no_half_made_folder(tmp_path: Path):
    # while the draft lies there, which is as long as the map takes to be made
    town = write_town(tmp_path / "town.osm.pbf")
    ran = started("audit", "--osm", town, "-o", tmp_path / "out", stderr=subprocess.DEVNULL)
    while ran.poll() is None and not list(tmp_path.glob(".out-*")):
        time.sleep(0.005)
    ran.terminate()
    assert ran.wait() in (0, 143)
    assert not list(tmp_path.glob(".out-*"))
