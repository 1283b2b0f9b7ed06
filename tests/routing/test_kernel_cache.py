"""Kernels run where nothing may be written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import accessibility

SCRIPT = """
import logging
logging.basicConfig(level=logging.INFO)
import numpy as np
from accessibility.routing.kernels import components
root = np.arange(3, dtype=np.int32)
components(np.int32([0]), np.int32([2]), np.ones(1, bool), root)
print(root.tolist())
"""


@pytest.mark.parametrize("writable", [True, False])
def test_kernels_run_whether_or_not_a_folder_can_be_written(tmp_path: Path, writable: bool):
    # a file where a folder is due stops even a superuser
    package = tmp_path / "accessibility"
    source = Path(accessibility.__file__).parent
    shutil.copytree(source, package, ignore=shutil.ignore_patterns("__pycache__"))
    cache = package / "routing" / "kernels" / "__pycache__"
    if not writable:
        cache.touch()
    nowhere = str(package / "__init__.py" / "home")
    unset = {"NUMBA_CACHE_DIR", "XDG_CACHE_HOME"}
    own = {k: v for k, v in os.environ.items() if k not in unset}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=own | {"HOME": nowhere, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout == "[0, 1, 0]\n", ran.stderr
    assert ("compiling searches takes some seconds" in ran.stderr) == (not writable)
    assert ran.stderr.count("compiling") <= 1
    assert any(tmp_path.rglob("*.nbi")) == writable
