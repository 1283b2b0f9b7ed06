"""A results folder is written whole or not at all."""

import os
from pathlib import Path

import pytest

from accessibility.errors import FolderExistsError, FolderNotWritableError
from accessibility.outputs.folder import new_file, new_folder, require_free


def write_and_fail(folder: Path, fault: BaseException, *, force: bool = False) -> None:
    with new_folder(folder, force=force) as draft:
        (draft / "one.txt").write_text("half")
        raise fault


def test_a_new_folder_appears_with_its_files_and_nothing_else(tmp_path: Path):
    with new_folder(tmp_path / "a" / "out") as draft:
        (draft / "one.txt").write_text("1")
        assert not (tmp_path / "a" / "out").exists()
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["out"]
    assert (tmp_path / "a" / "out" / "one.txt").read_text() == "1"


def test_a_failure_leaves_nothing_behind(tmp_path: Path):
    with pytest.raises(RuntimeError):
        write_and_fail(tmp_path / "out", RuntimeError("in the middle"))
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_the_old_results_as_they_were(tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "one.txt").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_and_fail(tmp_path / "out", KeyboardInterrupt(), force=True)
    assert (tmp_path / "out" / "one.txt").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_results_that_are_there_are_not_overwritten_unasked(tmp_path: Path):
    (tmp_path / "one.txt").write_text("mine")
    with pytest.raises(FolderExistsError, match="--force"), new_folder(tmp_path):
        raise AssertionError("the work was begun")
    assert (tmp_path / "one.txt").read_text() == "mine"


def test_force_replaces_namesakes_and_keeps_the_rest(tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "one.txt").write_text("old")
    (tmp_path / "out" / "picture.png").write_text("kept")
    with new_folder(tmp_path / "out", force=True) as draft:
        (draft / "one.txt").write_text("new")
    assert (tmp_path / "out" / "one.txt").read_text() == "new"
    assert (tmp_path / "out" / "picture.png").read_text() == "kept"


def test_an_empty_folder_may_be_filled(tmp_path: Path):
    (tmp_path / "out").mkdir()
    with new_folder(tmp_path / "out") as draft:
        (draft / "one.txt").write_text("1")
    assert (tmp_path / "out" / "one.txt").exists()


def test_a_file_in_the_place_of_the_folder(tmp_path: Path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(FolderNotWritableError, match="it is a file"):
        require_free(tmp_path / "out", force=True)


def test_a_folder_that_may_not_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # the superuser may write anywhere, so the answer of the system is put in its mouth
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FolderNotWritableError, match="may not be written to"):
        require_free(tmp_path / "out")


def test_a_disk_that_fills_up_while_writing(tmp_path: Path):
    # /dev/full is a disk without room: the real system call fails
    with pytest.raises(FolderNotWritableError, match="No space left"), new_folder(tmp_path / "o"):
        Path("/dev/full").write_text("x" * 100_000)
    assert list(tmp_path.iterdir()) == []


def test_one_file_is_replaced_in_one_step(tmp_path: Path):
    (tmp_path / "reach.html").write_text("old")
    with new_file(tmp_path / "reach.html") as draft:
        draft.write_text("new")
        assert (tmp_path / "reach.html").read_text() == "old"
    assert (tmp_path / "reach.html").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["reach.html"]


def test_a_folder_in_the_way_of_a_file_stops_everything_before_anything_moved(tmp_path: Path):
    (tmp_path / "out" / "b.txt").mkdir(parents=True)
    (tmp_path / "out" / "a.txt").write_text("old")
    with pytest.raises(FolderNotWritableError, match=r"b\.txt in it is a folder"):
        write_two(tmp_path / "out")
    assert (tmp_path / "out" / "a.txt").read_text() == "old"
    assert (tmp_path / "out" / "b.txt").is_dir()


def test_a_move_that_fails_in_the_middle_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").write_text("old a")
    (tmp_path / "out" / "b.txt").write_text("old b")
    whole = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "b.txt" and self.read_text() == "new":
            raise OSError(5, "Input/output error")
        return whole(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(FolderNotWritableError, match="Input/output error"):
        write_two(tmp_path / "out")
    monkeypatch.undo()
    assert (tmp_path / "out" / "a.txt").read_text() == "old a"
    assert (tmp_path / "out" / "b.txt").read_text() == "old b"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_link_to_nowhere_is_told_before_the_work(tmp_path: Path):
    (tmp_path / "out").symlink_to(tmp_path / "gone")
    with pytest.raises(FolderNotWritableError, match="link to nowhere"):
        require_free(tmp_path / "out")


def write_two(folder: Path) -> None:
    with new_folder(folder, force=True) as draft:
        (draft / "a.txt").write_text("new")
        (draft / "b.txt").write_text("new")
