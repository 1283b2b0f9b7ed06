"""What many tests share: where the data is."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# a busy machine is slow now and then, which is no fault of the code
settings.register_profile("project", deadline=None)
settings.register_profile("checked", deadline=None, max_examples=20)  # every index is checked: slow
settings.load_profile("checked" if os.environ.get("ACCESSIBILITY_DEBUG_KERNELS") else "project")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests read out of the user's cache folder, and out of other runs' way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACCESSIBILITY_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def monaco_pbf() -> Path:
    return ROOT / "data" / "monaco" / "monaco.osm.pbf"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Test data that lies beside the project for its developers, and not with its users."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no test data at {folder}")
    return folder
