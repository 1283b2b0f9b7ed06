"""How a loop is compiled, and where the result is kept for the next process.

numba keeps what it compiled by the file of the function alone, so a loop would go on using
the old version of another file's loop that it calls. Here it is kept in a folder named after
the content of the file and of all kernel files that it imports.
"""

import hashlib
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config, event

_LOG = logging.getLogger(__name__)
_NUMBA: Any = config  # its settings have no types
_EVENT: Any = event
_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])

CHECK_VARIABLE = "ACCESSIBILITY_DEBUG_KERNELS"  # "1": a write outside its array is an IndexError
CHECKED = os.environ.get(CHECK_VARIABLE, "") not in {"", "0"}
_HERE = Path(__file__).parent
_IMPORT = re.compile(rb"accessibility\.routing\.kernels\.(\w+)")
_KEPT = 4  # folders of other states of a file; what is older is removed
_SECONDS = 40  # that compiling everything takes, roughly


@cache
def _sources() -> dict[str, bytes]:
    """What the kernel files hold, by module; nothing where the package is not in files."""
    return {file.stem: file.read_bytes() for file in sorted(_HERE.glob("*.py"))}


def _name(module: str) -> str:
    """Name of the folder for a module as it is, with all that it imports."""
    sources, needed, left = _sources(), set[str](), [module]
    while left:
        own = left.pop()
        if own in sources and own not in needed:
            needed.add(own)
            left += [name.decode() for name in _IMPORT.findall(sources[own])]
    seen = hashlib.sha256(f"numba {numba.__version__}".encode())
    for own in sorted(needed):
        seen.update(own.encode() + b"\0" + sources[own] + b"\0")
    return f"{module}-{seen.hexdigest()[:16]}{'-checked' * CHECKED}"


def _places() -> Iterator[Path]:
    """Where compiled code may be kept, best first."""
    if _NUMBA.CACHE_DIR:  # NUMBA_CACHE_DIR: the user has said where
        yield Path(_NUMBA.CACHE_DIR) / "accessibility"
        return
    yield _HERE / "__pycache__" / "compiled"
    told = os.environ.get("ACCESSIBILITY_CACHE", "")
    if told.lower() != "off":
        yield (Path(told) if told else _user_folder() / "accessibility") / "kernels"


def _user_folder() -> Path:
    """The folder for caches of this user, as the operating system has it."""
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Caches"
    told = os.environ.get("XDG_CACHE_HOME", "")
    return Path(told) if os.path.isabs(told) else home / ".cache"


@cache
def _place() -> tuple[Path | None, str]:
    """The first place that can be written; or why there is none."""
    fault = "the package is not in files"
    for place in _places() if _sources() else ():
        try:
            place.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=place).close()
        except OSError as finding:
            fault = str(finding)
            continue
        return place, ""
    return None, fault


@cache
def _folder(module: str) -> Path | None:
    """The folder for a module as it is, made if need be."""
    place, _ = _place()
    if place is None:
        return None
    folder = place / _name(module)
    try:
        if not _is_whole(folder):
            shutil.rmtree(folder)
        new = not folder.is_dir()
        folder.mkdir(exist_ok=True)
        os.utime(folder)  # the folders used last are kept
    except OSError:
        return None
    if new:
        _sweep(place, module)
    return folder


def _is_whole(folder: Path) -> bool:
    """Whether all files of a folder end as they should: a power cut may leave them without.

    numba writes pickles, which end with a full stop, and fails on others.
    """
    for path in folder.glob("*/*.nb[ci]"):
        with path.open("rb") as file:
            file.seek(-min(1, path.stat().st_size), os.SEEK_END)
            if file.read() != b".":
                return False
    return True


def _sweep(place: Path, module: str) -> None:
    """Remove folders of older code. A process that still uses one compiles what it misses."""
    found = []
    for folder in place.glob(f"{module}-*"):
        with suppress(OSError):  # another process may be sweeping too
            found.append((folder.stat().st_mtime, str(folder)))
    for _, name in sorted(found)[: -_KEPT - 1]:
        shutil.rmtree(name, ignore_errors=True)


@contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    """Let numba keep the loops that are made meanwhile in a folder."""
    before = _NUMBA.CACHE_DIR
    _NUMBA.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        _NUMBA.CACHE_DIR = before


def compiled(kernel: _Kernel) -> _Kernel:
    """Compiled at its first call, kept on disk if possible, and running beside other threads."""
    options: dict[str, Any] = {"nogil": True} | ({"boundscheck": True} if CHECKED else {})
    loop = numba.njit(**options)(kernel)
    folder = _folder(kernel.__module__.rpartition(".")[2])
    if folder is not None:
        with _kept_in(folder):
            loop.enable_caching()
    return cast(_Kernel, loop)


class _Remark(event.Listener):
    """Says once why the first search takes long, where a loop is really compiled."""

    def on_start(self, found: Any) -> None:
        """Say it, and listen no more, where the loop is one of ours."""
        if not found.data["dispatcher"].py_func.__module__.startswith(__package__):
            return
        _EVENT.unregister("numba:compile", self)
        place, fault = _place()
        if place is None:
            remark = f"compiling the routing kernels takes up to {_SECONDS} s each time ({fault})"
        else:
            remark = f"compiling the routing kernels, once: up to {_SECONDS} s"
        _LOG.info(remark, extra={"stay": True})

    def on_end(self, found: Any) -> None:
        """Nothing to say."""


_EVENT.register("numba:compile", _Remark())
