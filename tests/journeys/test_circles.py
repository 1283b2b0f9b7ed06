"""Service circles through the command line: the drawn town, the bundled Monaco."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio import Affine

from tests.journeys.commands import run
from tests.journeys.town import place, write_town

MARKET = "{:.6f},{:.6f}".format(*place(1, 1))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.osm.pbf"
    write_town(path)
    return path


def circles(capfd: pytest.CaptureFixture[str], path: Path, *flags: object) -> gpd.GeoDataFrame:
    """The rings of a command, indexed by place and limit."""
    ran = run(capfd, "isochrone", *flags, "-o", path, "--force")
    assert ran.status == 0, ran.err
    return gpd.read_file(path, layer="rings")


def test_all_stops_are_circled_merged_and_divided(
    town: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    asked = ("--osm", town, "--facilities", "bus_stop", "--metres", "100,200")
    each = circles(capfd, tmp_path / "each.gpkg", *asked)
    merged = circles(capfd, tmp_path / "merged.gpkg", *asked, "--areas", "merged")
    divided = circles(capfd, tmp_path / "divided.gpkg", *asked, "--areas", "divided")
    assert len(each) == len(divided) == 4  # two stops, two limits
    assert len(merged) == 2
    for limit, area in merged.groupby("limit"):
        whole = area.geometry.iloc[0]
        parts = divided[divided["limit"] == limit].geometry
        assert parts.area.sum() == pytest.approx(whole.area, rel=1e-3)
        assert each[each["limit"] == limit].union_all().area == pytest.approx(whole.area, rel=0.01)
        assert shapely.intersection(*parts.to_numpy()).area < 1


def test_travellers_of_the_command_and_of_the_study_are_computed_in_one_run(
    town: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    study = tmp_path / "study.toml"
    study.write_text(
        f'[inputs]\nosm = "{town.as_posix()}"\n'
        '[profiles.stroller]\nlike = "walk"\nspeed_kmh = 2.4\nsource = "count of 2025"\n'
    )
    flags = ("--profile", "walk", "--profile", "stroller", "--at", MARKET, "--minutes", "2,4")
    rings = circles(capfd, tmp_path / "reach.gpkg", study, *flags)
    km = rings.set_index(["profile", "limit"])["streets_km"]
    # half as fast is as far in twice the time
    assert km["stroller", 4] == pytest.approx(km["walk", 2], abs=0.001)
    assert km["stroller", 2] < km["walk", 2]


def test_a_hill_slows_and_is_named_and_a_plain_changes_nothing(
    town: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    west, south = place(-3, -3)
    east, north = place(13, 9)

    def heights(name: str, slope: float) -> Path:
        """A raster that rises to the east: `slope` metres a cell of some 16 m."""
        raster = np.tile(np.arange(100, dtype=np.float32) * slope + 50, (100, 1))
        shape = {"height": 100, "width": 100, "count": 1, "dtype": "float32", "crs": 4326}
        across, down = (east - west) / 100, (south - north) / 100
        box = Affine(across, 0, west, 0, down, north)
        with rasterio.open(tmp_path / name, "w", driver="GTiff", transform=box, **shape) as file:
            file.write(raster, 1)
        return tmp_path / name

    asked = ("--osm", town, "--at", MARKET, "--minutes", "4")
    flat = circles(capfd, tmp_path / "flat.gpkg", *asked)
    plain = circles(capfd, tmp_path / "plain.gpkg", *asked, "--elevation", heights("p.tif", 0))
    hill = circles(capfd, tmp_path / "hill.gpkg", *asked, "--elevation", heights("h.tif", 4))
    assert plain["streets_km"].iloc[0] == pytest.approx(flat["streets_km"].iloc[0], abs=0.002)
    assert hill["streets_km"].iloc[0] < 0.95 * flat["streets_km"].iloc[0]
    ran = run(capfd, "isochrone", *asked, "--elevation", tmp_path / "h.tif",
              "-o", tmp_path / "hill.html")  # fmt: skip
    assert "slope from h.tif" in ran.out
    assert "h.tif" in (tmp_path / "hill.html").read_text(encoding="utf-8")
    ran = run(capfd, "isochrone", *asked, "-o", tmp_path / "flat.html")
    assert "slope not considered" in ran.out


def test_monacos_schools_for_children_on_its_slopes(
    shared: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    # the hillside shrinks, and Fontvieille, made from the sea, hardly (issue: Monaco visibly)
    flags = ("--facilities", "primary_school", "--profile", "child", "--minutes", "5,10,15")
    flat = circles(capfd, tmp_path / "flat.gpkg", *flags)
    dem = shared / "monaco" / "monaco_srtm3_dem.tif"
    steep = circles(capfd, tmp_path / "steep.gpkg", *flags, "--elevation", dem)
    ten = [f[f["limit"] == 10].set_index("origin").geometry.area for f in (flat, steep)]
    assert ten[1].sum() < 0.85 * ten[0].sum()
    fontvieille = "primary_school/w176131190"  # École de Fontvieille, near the heliport
    assert ten[1][fontvieille] > 0.9 * ten[0][fontvieille]


def test_a_type_that_is_nowhere_certain_is_taken_as_possible_and_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    ran = run(capfd, "isochrone", "--facilities", "primary_school", "--minutes", "5",
              "-o", tmp_path / "schools.html")  # fmt: skip
    assert ran.status == 0
    assert "none of the 7 is surely a primary_school" in ran.err
    assert "those that may be are taken" in ran.out


def test_gates_of_the_study_are_closed_and_must_be_on_a_street(
    town: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    # the market stands at the corner of node 13, from where four streets lead on: 4 x 80 m in a
    # minute. Closed, the corner parts them, and one of them is left.
    def study(closed: int) -> Path:
        path = tmp_path / f"study{closed}.toml"
        path.write_text(f'[inputs]\nosm = "{town.as_posix()}"\n[gates]\nclosed = [{closed}]\n')
        return path

    asked = ("--at", MARKET, "--minutes", "1")
    free = circles(capfd, tmp_path / "free.gpkg", "--osm", town, *asked)
    shut = circles(capfd, tmp_path / "shut.gpkg", study(13), *asked)
    assert free["streets_km"].iloc[0] == pytest.approx(0.32, abs=0.001)
    assert shut["streets_km"].iloc[0] == pytest.approx(0.08, abs=0.001)
    ran = run(capfd, "isochrone", study(999), *asked, "-o", tmp_path / "x.geojson")
    assert ran.status == 2
    assert "999" in ran.err
