"""What a researcher may call, and what importing it costs."""

import subprocess
import sys

import pytest

import accessibility

NAMES = [
    "Delays", "PROFILES", "Profile", "custom_profile", "join", "read_slopes", "service_areas",
    "service_streets", "travel_graph", "wheelchair_data", "Decay", "nearest_several",
    "reach_sum", "travel_table", "two_step", "published_indices", "INDEX_TYPES",
    "AccessibilityError", "InputError", "Nearest", "Network", "Results", "Standard", "Study",
    "Town", "audit", "isochrones", "list_standards", "load_inputs", "nearest",
    "reached_streets", "read_study", "sample_study", "score_map", "standard", "write_results",
]  # fmt: skip


def test_the_public_names_are_these_and_all_of_them_load():
    assert sorted(accessibility.__all__) == sorted(NAMES)
    for name in NAMES:
        assert getattr(accessibility, name) is not None
    assert set(NAMES) <= set(dir(accessibility))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="audits"):
        accessibility.audits  # noqa: B018


def test_a_submodule_of_the_same_word_is_not_hidden():
    from accessibility.standards import standard

    assert accessibility.standard is standard


def imported_by(code: str) -> set[str]:
    """The modules that a fresh Python holds after running some code."""
    script = f"import sys\n{code}\nprint(*sorted(m.split('.')[0] for m in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_importing_the_package_imports_no_heavy_library():
    heavy = {"pandas", "numpy", "geopandas", "osmnx", "numba", "folium", "rasterio", "click"}
    assert not heavy & imported_by("import accessibility")


def test_help_imports_no_heavy_library():
    heavy = {"pandas", "numpy", "geopandas", "osmnx", "numba", "folium", "rasterio", "pyproj"}
    code = (
        "from click.testing import CliRunner\n"
        "from accessibility.cli import cli\n"
        "assert CliRunner().invoke(cli, ['--help']).exit_code == 0"
    )
    assert not heavy & imported_by(code)


def test_an_audit_needs_neither_osmnx_nor_rasterio():
    assert not {"osmnx", "rasterio"} & imported_by("from accessibility import audit")
