"""A results folder is written whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from accessibility.errors import FolderExistsError, FolderNotWritableError


@contextmanager
def new_folder(folder: Path, *, force: bool = False) -> Iterator[Path]:
    """Give a temporary folder to write into, and move what it holds to `folder` at the end.

    An interrupted or failed run leaves `folder` as it was. With `force` an existing folder
    keeps its other files; those written replace their namesakes, all of them or none.

    Raises
    ------
    FolderExistsError : without `force`, where `folder` exists and is not empty
    FolderNotWritableError : no place, no permission or no space left
    """
    require_free(folder, force=force)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as fault:
        raise FolderNotWritableError(folder, fault) from fault
    try:
        yield draft
        draft.chmod(0o755)
        _move(draft, folder)
    except OSError as fault:
        raise FolderNotWritableError(folder, fault) from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def require_free(folder: Path, *, force: bool = False) -> None:
    """Refuse early what `new_folder` would refuse after the work is done."""
    if folder.exists() and not folder.is_dir():
        raise FolderNotWritableError(folder, NotADirectoryError("it is a file"))
    if folder.is_symlink() and not folder.exists():
        raise FolderNotWritableError(folder, NotADirectoryError("it is a link to nowhere"))
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise FolderExistsError(folder)
    place = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not os.access(place, os.W_OK):
        raise FolderNotWritableError(folder, PermissionError(f"{place} may not be written to"))


def _move(draft: Path, folder: Path) -> None:
    if not folder.exists():
        draft.rename(folder)
        return
    files = sorted(draft.iterdir())
    for file in files:
        if (folder / file.name).is_dir():
            raise IsADirectoryError(f"{file.name} in it is a folder")
    aside = draft / ".aside"
    aside.mkdir()
    try:
        for file in files:
            if (folder / file.name).exists():
                (folder / file.name).rename(aside / file.name)
            file.rename(folder / file.name)
    except BaseException:
        _put_back(files, aside, folder)
        raise


def _put_back(files: list[Path], aside: Path, folder: Path) -> None:
    """Undo a move that failed in the middle: old files return, new ones go."""
    for file in files:
        if not file.exists():
            (folder / file.name).rename(file)
        if (aside / file.name).exists():
            (aside / file.name).rename(folder / file.name)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a temporary path with the same suffix, moved to `path` at the end."""
    with new_folder(path.parent, force=True) as draft:
        yield draft / path.name
