"""What was read of an OSM file, kept in the user's cache folder for the next run.

An entry is found by the checksum of the file and of the code that reads it. It holds plain
arrays and JSON, never objects that run when they are loaded. It may be deleted at any time;
one that is damaged, or cannot be written, is as good as none.
"""

import hashlib
import logging
import os
import struct
import sys
import tempfile
import threading
import time
import zipfile
import zlib
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
from shapely.errors import GEOSException

from accessibility.inputs.osm import Extract, read_osm
from accessibility.inputs.packed_extract import packed, unpacked

_LOG = logging.getLogger(__name__)

VARIABLE = "ACCESSIBILITY_CACHE"  # a folder, or "off"
MOST_ENTRIES = 20
MOST_BYTES = 2_000_000_000
_STALE_S = 86_400.0  # a half-written file so old was left by a process that was killed
_DAMAGED = (  # what numpy, zipfile, json, pandas and GEOS say of bytes that are not ours
    OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, RuntimeError,
    struct.error, zlib.error, zipfile.BadZipFile, GEOSException,
)  # fmt: skip


def read_osm_cached(path: Path) -> tuple[Extract, str]:
    """What `read_osm` gives, read once for every state of a file; and the file's SHA-256.

    A new entry is written aside, while the caller goes on.
    """
    if not path.is_file():
        return read_osm(path), ""  # which says what is wrong
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    folder = cache_folder()
    if folder is None:
        return read_osm(path), checksum
    entry = folder / f"osm-{checksum[:32]}-{_code()[:16]}.npz"
    found = _read(entry)
    if found is not None:
        _LOG.debug("%s comes from the cache (%s)", path.name, folder)
        return replace(found, path=path), checksum
    extract = read_osm(path)
    threading.Thread(target=_write, args=(entry, extract), name=entry.stem).start()
    return extract, checksum


def cache_folder() -> Path | None:
    """Where entries are kept; None where the user wants none."""
    told = os.environ.get(VARIABLE, "")
    if told.lower() == "off":
        return None
    return Path(told).expanduser() if told else _user_folder() / "accessibility"


def _user_folder() -> Path:
    """The folder for caches of this user, as the operating system has it."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    told = os.environ.get("XDG_CACHE_HOME", "")
    return Path(told) if os.path.isabs(told) else Path.home() / ".cache"


@cache
def _code() -> str:
    """Checksum of the code that reads, so that no entry outlives a change of it."""
    here = Path(__file__).parent
    seen = hashlib.sha256()
    for name in ("osmium", "shapely", "numpy", "pandas"):
        seen.update(f"{name} {version(name)} ".encode())
    for file in sorted((*here.glob("*.py"), here.parent / "network.py", here.parent / "crs.py")):
        seen.update(file.read_bytes())
    return seen.hexdigest()


def _read(entry: Path) -> Extract | None:
    """The extract of an entry, None where there is none or it is damaged."""
    try:
        with entry.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            found = unpacked({name: arrays[name] for name in arrays.files})
        os.utime(entry)  # the entries used last are kept
    except FileNotFoundError:
        return None
    except _DAMAGED as fault:
        _LOG.debug("the cache entry %s is not usable: %s", entry, fault)
        return None
    return found


def _write(entry: Path, extract: Extract) -> None:
    """Write an entry whole or not at all; a cache that cannot be written is done without."""
    draft: str | None = None
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=entry.parent)
        with open(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **packed(extract))
        os.replace(draft, entry)
        _evict(entry.parent)
    except (OSError, UnicodeEncodeError) as fault:
        _LOG.debug("the cache entry %s cannot be written: %s", entry, fault)
        if draft is not None:
            Path(draft).unlink(missing_ok=True)


def _evict(folder: Path) -> None:
    """Delete the entries used longest ago, and what killed processes left behind."""
    kept, size = 0, 0
    entries = [(entry.stat(), entry) for entry in folder.glob("osm-*.npz")]
    for told, entry in sorted(entries, key=lambda one: (-one[0].st_mtime_ns, one[1].name)):
        kept, size = kept + 1, size + told.st_size
        if kept > 1 and (kept > MOST_ENTRIES or size > MOST_BYTES):
            entry.unlink(missing_ok=True)
    for draft in folder.glob(".*.part"):
        if draft.stat().st_mtime < time.time() - _STALE_S:
            draft.unlink(missing_ok=True)
