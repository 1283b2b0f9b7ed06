"""Compiled kernels are kept, never stale, and run where nothing may be written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import accessibility
from tests.conftest import ROOT

# three nodes, of which an edge joins two; the remarks go to stderr
SCRIPT = """
import logging
logging.basicConfig(level=logging.INFO)
import numpy as np
from accessibility.routing.kernels import components
root = np.arange(3, dtype=np.int32)
components(np.int32([0]), np.int32([2]), np.ones(1, bool), root)
print(root.tolist())
"""

# a kernel of one file that calls a kernel of another
CALLER = """
from accessibility.routing.kernels.called import told
from accessibility.routing.kernels.compiling import compiled

@compiled
def twice(x):
    return 2 * told(x)
"""
CALLED = """
from accessibility.routing.kernels.compiling import compiled

@compiled
def told(x):
    return x + {add}
"""
CHECKED = {"ACCESSIBILITY_DEBUG_KERNELS": "1"}
UNSET = {
    "NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "ACCESSIBILITY_CACHE", "ACCESSIBILITY_DEBUG_KERNELS",
}  # fmt: skip


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package with nothing compiled; its kernels folder."""
    source = Path(accessibility.__file__).parent
    copy = tmp_path / "here" / "accessibility"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "leaflet"))
    return copy / "routing" / "kernels"


def run(package: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script with the copy, in a home of its own."""
    here = package.parents[2]
    own = {name: value for name, value in os.environ.items() if name not in UNSET}
    own |= {"HOME": str(here.parent / "home"), "PYTHONPATH": str(here)} | variables
    ran = subprocess.run(
        [sys.executable, "-B", "-c", script],
        env=own, cwd=here, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran


def bar(package: Path) -> None:
    """Let nothing be written beside the kernels: a file stops even a superuser."""
    (package / "__pycache__").touch()


def test_what_is_compiled_is_kept_beside_the_package_and_said_once(package, tmp_path):
    first, second = run(package, SCRIPT), run(package, SCRIPT)
    assert first.stdout == second.stdout == "[0, 1, 0]\n"
    assert first.stderr.count("compiling the routing kernels, once") == 1
    assert "compiling" not in second.stderr
    assert {path.relative_to(tmp_path).parts[:5] for path in tmp_path.rglob("*.nbi")} == {
        ("here", "accessibility", "routing", "kernels", "__pycache__")
    }


def test_a_package_that_cannot_be_written_uses_the_users_cache(package, tmp_path):
    bar(package)
    assert "once" in run(package, SCRIPT).stderr
    assert "compiling" not in run(package, SCRIPT).stderr
    kept = next(tmp_path.rglob("*.nbi")).relative_to(tmp_path).parts
    assert kept[0] == "home"
    assert "accessibility" in kept
    assert "kernels" in kept


@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "ACCESSIBILITY_CACHE"])
def test_the_users_cache_is_where_the_user_says(package, tmp_path, variable):
    bar(package)
    run(package, SCRIPT, **{variable: str(tmp_path / "told")})
    assert {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*.nbi")} == {"told"}


def test_numbas_own_variable_comes_first(package, tmp_path):
    run(package, SCRIPT, NUMBA_CACHE_DIR=str(tmp_path / "numba"))
    assert {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*.nbi")} == {"numba"}


@pytest.mark.parametrize("cache", ["off", "nowhere"])
def test_kernels_run_where_nothing_can_be_kept(package, tmp_path, cache):
    bar(package)
    folder = cache if cache == "off" else str(package / "__init__.py" / "folder")
    ran = run(package, SCRIPT, ACCESSIBILITY_CACHE=folder)
    assert ran.stdout == "[0, 1, 0]\n"
    assert ran.stderr.count("each time") == 1
    assert not list(tmp_path.rglob("*.nbi"))


def test_a_change_in_a_called_kernel_takes_effect_in_its_caller(package):
    (package / "calling.py").write_text(CALLER)
    (package / "called.py").write_text(CALLED.format(add=1))
    script = "from accessibility.routing.kernels.calling import twice; print(twice(10))"
    assert run(package, script).stdout == "22\n"
    (package / "called.py").write_text(CALLED.format(add=5))
    assert run(package, script).stdout == "30\n"
    (package / "called.py").write_text(CALLED.format(add=1))
    assert run(package, script).stdout == "22\n"


def test_folders_of_older_code_are_removed_and_others_are_not(package):
    # `components` is in pieces.py
    place = package / "__pycache__" / "compiled"
    for number in range(9):
        old = place / f"pieces-{number}"
        old.mkdir(parents=True)
        (old / "x.nbi").touch()
        os.utime(old, (number, number))
    (place / "other-5").mkdir()
    run(package, SCRIPT)
    left = {path.name for path in place.glob("pieces-*")}
    assert len(left) == 5
    assert {"pieces-5", "pieces-6", "pieces-7", "pieces-8"} < left
    assert (place / "other-5").exists()


def test_two_processes_at_once_do_not_hinder_each_other(package):
    here = package.parents[2]
    own = {name: value for name, value in os.environ.items() if name not in UNSET}
    both = [
        subprocess.Popen(
            [sys.executable, "-B", "-c", SCRIPT],
            env=own | {"PYTHONPATH": str(here)}, cwd=here, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert [process.communicate()[0] for process in both] == ["[0, 1, 0]\n"] * 2
    assert "compiling" not in run(package, SCRIPT).stderr


def test_what_was_cut_off_is_compiled_anew(package):
    run(package, SCRIPT)
    for kept in (package / "__pycache__").rglob("*.nb[ic]"):
        kept.write_bytes(kept.read_bytes()[: 20 if kept.suffix == ".nbi" else 0])
    assert "compiling" in run(package, SCRIPT).stderr
    assert "compiling" not in run(package, SCRIPT).stderr


def test_in_debug_mode_a_write_outside_its_array_is_an_error(package):
    script = SCRIPT.replace("int32([2])", "int32([7])")
    ran = subprocess.run(
        [sys.executable, "-B", "-c", script],
        env=os.environ | {"PYTHONPATH": str(package.parents[2])} | CHECKED,
        cwd=package.parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "IndexError" in ran.stderr
    names = [path.name for path in (package / "__pycache__" / "compiled").iterdir()]
    assert names
    assert all(name.endswith("-checked") for name in names)


def test_no_kernel_leaves_its_arrays():
    # the tests of the kernels once more, with every index checked
    names = ("test_kernels", "test_several", "test_many", "test_sums", "test_areas", "test_reach")
    files = [f"tests/routing/{name}.py" for name in names]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider",
         "-k", "not warming_up", *files],
        env=os.environ | CHECKED,
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-3000:]
