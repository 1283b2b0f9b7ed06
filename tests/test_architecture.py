"""The plan of the house, held by reading the code: who imports whom, and how long a module is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "accessibility"

_DATA = {"errors", "tables", "crs", "network"}
MAY_IMPORT = {
    "errors": set(),
    "version": set(),
    "tables": {"errors"},
    "crs": {"errors"},
    "graphs": {"errors", "crs"},
    "network": {"errors", "crs", "graphs"},
    "standards": {"errors"},
    "study": {"errors", "standards"},
    "results": {"errors", "tables", "network", "standards", "study"},
    "inputs": _DATA | {"standards"},
    "routing": _DATA,
    "measures": {"errors", "tables"},
    "scoring": {"errors", "tables", "standards", "measures"},
    "planning": {"errors", "tables", "network", "standards", "measures"},
    "outputs": _DATA | {"standards", "study", "results", "evidence", "version"},
    "loading": _DATA | {"standards", "study", "results", "inputs"},
    "travellers": {"errors", "tables", "standards", "study", "routing"},
    "circles": _DATA
    | {"standards", "study", "results", "loading", "inputs", "routing", "travellers"},
    "travelling": _DATA | {"standards", "study", "results", "routing", "scoring", "travellers"},
    "judging": _DATA
    | {"standards", "study", "results", "routing", "measures", "scoring"}
    | {"travellers", "travelling"},
    "remarks": {"tables", "results", "inputs", "routing", "travellers"},
    "pipeline": _DATA
    | {"standards", "study", "results", "loading", "routing", "scoring", "planning"}
    | {"travellers", "travelling", "judging", "remarks"},
    "published": _DATA | {"study", "results", "loading", "routing", "measures", "travellers"},
    "evidence": {"network", "standards"},
    "rejudging": _DATA
    | {"standards", "study", "results", "loading", "measures", "scoring", "evidence"}
    | {"travellers", "travelling", "judging"},
    "explaining": _DATA
    | {"standards", "study", "loading", "routing", "measures", "scoring", "evidence"}
    | {"travellers", "rejudging"},
    "cli": _DATA
    | {"study", "standards", "pipeline", "circles", "explaining", "results", "planning"}
    | {"outputs", "version"},
}
ONLY_IN = {
    "click": ("cli/",),
    "folium": ("outputs/maps/",),
    "branca": ("outputs/maps/",),
    "numba": ("routing/kernels/",),
    "osmnx": ("inputs/", "network.py"),
    "rasterio": ("inputs/",),
    "osmium": ("inputs/",),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(module: str) -> str | None:
    """The part of the house a module of ours belongs to."""
    names = module.split(".")
    return names[1] if names[0] == "accessibility" and len(names) > 1 else None


def where(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_a_module_imports_only_what_the_plan_allows(path: Path):
    own = where(path).split("/")[0].removesuffix(".py")
    if own == "__init__":
        return  # the public names, loaded lazily: test_public_names holds them
    used = {part(m) for m in imports(path)} & set(MAY_IMPORT) - {own}
    assert used <= MAY_IMPORT[own], f"{where(path)} imports {used - MAY_IMPORT[own]}"


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_a_library_is_imported_only_where_the_plan_says(path: Path):
    used = {module.split(".")[0] for module in imports(path)}
    strays = {lib for lib in used & set(ONLY_IN) if not where(path).startswith(ONLY_IN[lib])}
    assert not strays


def test_no_import_goes_in_a_circle():
    modules = {
        "accessibility."
        + where(p).removesuffix(".py").replace("/", ".").removesuffix(".__init__"): p
        for p in MODULES
        if where(p) != "__init__.py"
    }
    graph = {
        name: {m for m in imports(path) if m in modules and m != name}
        for name, path in modules.items()
    }
    # a package does not wait for its own __init__
    left = {n: {m for m in uses if not n.startswith(m + ".")} for n, uses in graph.items()}
    while free := [n for n, uses in left.items() if not uses & set(left)]:
        for name in free:
            del left[name]
    assert not left, f"a circle among {sorted(left)}"


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_a_module_has_at_most_400_lines(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_tests_have_at_least_as_many_lines_as_the_code():
    code = sum(len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES)
    tests = sum(
        len(p.read_text(encoding="utf-8").splitlines()) for p in (ROOT / "tests").rglob("*.py")
    )
    assert tests >= code


def test_every_package_is_listed_for_the_wheel():
    listed = {line.strip() for line in (ROOT / "setup.cfg").read_text().splitlines()}
    found = {
        "accessibility" + ("." + where(p.parent).replace("/", ".") if p.parent != PACKAGE else "")
        for p in MODULES
    }
    assert found <= listed
