"""Streets on drawn hills, with grades worked out by hand, and on real ones."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer
from rasterio.transform import Affine

from accessibility.crs import metric_crs
from accessibility.errors import ElevationElsewhereError, ElevationFileError
from accessibility.inputs import heights as module
from accessibility.inputs.elevation import STEP_M, read_slopes, unknown_share
from accessibility.inputs.heights import heights_at
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from accessibility.network import Network, Slopes
from tests.routing.towns import CRS_M, arrays, town, way

# in UTM 50 N: the middle meridian, at latitude 39.7
X0, Y0 = 500_000.0, 4_400_000.0
VOID = -32_768


def from_origin(west: float, north: float, wide: float, high: float) -> Affine:
    """The transform of a raster whose upper left corner this is."""
    return Affine(wide, 0, west, 0, -high, north)


Hill = Callable[[np.ndarray, np.ndarray], np.ndarray]


def at(x: float, y: float) -> tuple[float, float]:
    return X0 + x, Y0 + y


def dem(
    path: Path,
    cells: np.ndarray,
    *,
    transform: Affine | None = None,
    crs: object = CRS_M,
    cell_m: float = 20.0,
    scale: float | None = None,
    offset: float = 0.0,
    **profile: object,
) -> Path:
    """A raster of these cells, whose lower left corner lies 1 km south-west of the town."""
    rows, columns = cells.shape[-2:]
    if transform is None:
        transform = from_origin(X0 - 1000, Y0 - 1000 + rows * cell_m, cell_m, cell_m)
    bands = cells if cells.ndim == 3 else cells[None]
    settings = {"driver": "GTiff", "width": columns, "height": rows, "count": len(bands)}
    settings |= {"dtype": cells.dtype, "crs": crs, "transform": transform} | profile
    with rasterio.open(path, "w", **settings) as raster:
        raster.write(bands)
        if scale is not None:
            raster.scales, raster.offsets = [scale], [offset]
    return path


def hill(path: Path, height: Hill, *, cell_m: float = 20.0, size_m: float = 3000.0, **kind) -> Path:
    """A raster of the heights at its cells' centres; x and y are the town's."""
    count = int(size_m / cell_m)
    middle = -1000 + (np.arange(count) + 0.5) * cell_m
    x, y = np.meshgrid(middle, middle[::-1])
    return dem(path, height(x, y).astype(kind.pop("dtype", np.float64)), cell_m=cell_m, **kind)


def grades(slopes: Slopes, edge: int = 0) -> list[float]:
    return slopes.grade[slopes.first[edge] : slopes.first[edge + 1]].tolist()


def street(*xy: tuple[float, float], **tags: str) -> Network:
    """One street from its first point to its last."""
    places = {"A": at(*xy[0]), "B": at(*xy[-1])}
    return town(places, way(["A", *(at(*p) for p in xy[1:-1]), "B"], **tags))


@pytest.mark.parametrize(
    ("metres", "steps"), [(10, 1), (25, 1), (25.001, 2), (60, 3), (100, 4), (1000, 40)]
)
def test_steps_are_equal_and_no_longer_than_25_m(tmp_path, metres, steps):
    found = read_slopes(hill(tmp_path / "d.tif", lambda x, y: 0 * x), street((0, 0), (metres, 0)))
    assert found.first.tolist() == [0, steps]
    assert found.run_m == pytest.approx([metres / steps] * steps)
    assert found.run_m.max() <= STEP_M
    assert found.first.dtype == np.int32


def test_steps_add_up_to_the_length_that_the_network_tells(tmp_path):
    # told 150 m, drawn 100 m: grades are over the length told, 10 m up on 150 m
    net = street((0, 0), (100, 0))
    net = replace(net, edge_mm=np.array([150_000], np.int32))
    found = read_slopes(hill(tmp_path / "d.tif", lambda x, y: 100 + x / 10), net)
    assert found.run_m.tolist() == [25.0] * 6
    assert grades(found) == pytest.approx([10 / 150] * 6)


def knot_and_street() -> Network:
    """An edge from a node to itself, drawn as a point, and a street of 50 m."""
    a, b = at(0, 0), at(50, 0)
    return arrays([a, b], [(1, 1, 0, [b, b]), (0, 1, 0, [a, b])], [{"highway": "footway"}])


def test_a_street_of_no_length_is_flat(tmp_path):
    net = knot_and_street()
    found = read_slopes(hill(tmp_path / "d.tif", lambda x, y: 100 + x / 10), net)
    assert grades(found) == [0.0]
    assert grades(found, 1) == pytest.approx([0.1, 0.1])


def test_a_street_told_a_length_but_drawn_as_a_point_is_flat(tmp_path):
    net = knot_and_street()
    net = replace(net, edge_mm=np.array([60_000, 50_000], np.int32))
    found = read_slopes(hill(tmp_path / "d.tif", lambda x, y: 100 + x / 10), net)
    assert grades(found) == pytest.approx([0.0] * 3)


def test_no_streets_have_no_steps(tmp_path):
    found = read_slopes(hill(tmp_path / "d.tif", lambda x, y: 0 * x), arrays([], [], []))
    assert found.first.tolist() == [0]
    assert len(found.run_m) == len(found.grade) == 0


def test_a_plane_has_its_own_grade_in_every_direction(tmp_path):
    # 0.06 up to the east, 0.03 down to the north. East 0.06; north -0.03; along (3, 4) / 5:
    # 0.06 * 0.6 - 0.03 * 0.8 = 0.012; back the opposite
    path = hill(tmp_path / "d.tif", lambda x, y: 100 + 0.06 * x - 0.03 * y)
    places = {"A": at(0, 0), "E": at(100, 0), "N": at(0, 100), "D": at(60, 80)}
    net = town(places, way("A E"), way("A N"), way("A D"), way("D A"))
    found = read_slopes(path, net)
    for edge, grade in enumerate((0.06, -0.03, 0.012, -0.012)):
        assert grades(found, edge) == pytest.approx([grade] * 4, abs=1e-9)


def test_a_bent_street_is_followed(tmp_path):
    # 50 m east (up 0.06), then 50 m north (flat), in steps of 25 m
    path = hill(tmp_path / "d.tif", lambda x, y: 100 + 0.06 * x)
    found = read_slopes(path, street((0, 0), (50, 0), (50, 50)))
    assert grades(found) == pytest.approx([0.06, 0.06, 0, 0], abs=1e-9)


def test_a_raster_in_degrees_under_streets_in_metres(tmp_path):
    # 6000 m of height to a degree of latitude. A degree of latitude at 39.75 N is 111,030 m by
    # the geodesic below, so a street north rises 0.0540; one east-west is level
    cell = 1 / 1200
    west, north = 116.98, 39.78
    lat = north - (np.arange(100) + 0.5) * cell
    cells = np.repeat(6000 * (lat - 39.70)[:, None], 60, axis=1)
    path = dem(tmp_path / "d.tif", cells, crs=4326, transform=from_origin(west, north, cell, cell))
    a, b = _utm(117.0, 39.745), _utm(117.0, 39.755)
    c = _utm(117.01, 39.745)
    net = town({"A": a, "B": b, "C": c}, way("A B"), way("A C"))
    found = read_slopes(path, net)
    _, _, metres = Geod(ellps="WGS84").inv(117.0, 39.745, 117.0, 39.755)
    assert 60 / metres == pytest.approx(0.0540, abs=5e-5)
    # the town's lengths are those on the map of the middle meridian, 0.9996 of the ground's
    assert grades(found) == pytest.approx([60 / metres / 0.9996] * len(grades(found)), rel=1e-5)
    assert grades(found, 1) == pytest.approx([0.0] * len(grades(found, 1)), abs=1e-4)


def _utm(lon: float, lat: float) -> tuple[float, float]:
    return Transformer.from_crs(4326, CRS_M, always_xy=True).transform(lon, lat)


def test_a_raster_that_is_turned_or_upside_down(tmp_path):
    # cells are read where the transform says: turned by 30 degrees, rows from south to north
    east, north = 20 * np.cos(np.pi / 6), 20 * np.sin(np.pi / 6)
    turned = Affine(east, north, X0 - 900, -north, east, Y0 - 900)
    column, row = np.meshgrid(np.arange(150) + 0.5, np.arange(150) + 0.5)
    x, y = east * column + north * row - 900, -north * column + east * row - 900
    cells = 100 + 0.06 * x - 0.03 * y
    path = dem(tmp_path / "d.tif", cells, transform=turned)
    assert grades(read_slopes(path, street((0, 0), (100, 0)))) == pytest.approx([0.06] * 4)


def test_whole_numbers_with_scale_and_offset(tmp_path):
    # decimetres above -50 m: 0.06 up to the east is 1.2 m, so 12 units, a cell of 20 m
    def units(x, y):
        return 1500 + 0.6 * (x - 10)

    path = hill(tmp_path / "d.tif", units, dtype=np.int16, scale=0.1, offset=-50.0)
    assert grades(read_slopes(path, street((0, 0), (100, 0)))) == pytest.approx([0.06] * 4)
    # at x = 50: 1500 + 24 units are 152.4 m, less 50
    assert heights_at(path, np.array([at(50, 0)]), CRS_M) == pytest.approx([102.4])


def test_the_first_of_several_bands_is_used(tmp_path):
    column = np.arange(150) * 20.0
    bands = np.stack([np.tile(0.05 * column, (150, 1)), np.full((150, 150), 7.0)])
    found = read_slopes(dem(tmp_path / "d.tif", bands), street((0, 0), (100, 0)))
    assert grades(found) == pytest.approx([0.05] * 4)


@pytest.mark.parametrize("cell_m", [1.0, 2.0, 4.0, 6.0, 15.0])
def test_fine_rasters_keep_the_grade_of_a_plane(tmp_path, cell_m):
    path = hill(tmp_path / "d.tif", lambda x, y: 0.07 * (x + y), cell_m=cell_m, size_m=1500)
    found = read_slopes(path, street((0, 0), (60, 80)))
    assert grades(found) == pytest.approx([0.07 * 1.4] * 4)


@pytest.mark.parametrize("cell_m", [5.0, 20.0])
def test_what_is_read_in_tiles_is_read_as_one(tmp_path, monkeypatch, cell_m):
    rng = np.random.default_rng(3)
    rough = rng.normal(100, 5, (300, 300))
    rough[rng.random(rough.shape) < 0.4] = np.nan
    path = dem(tmp_path / "d.tif", rough, cell_m=cell_m)
    spots = X0 - 950 + 1200 * rng.random((5000, 2)) + [0, Y0 - X0]
    whole = heights_at(path, spots, CRS_M)
    monkeypatch.setattr(module, "_TILE", 12)
    np.testing.assert_array_equal(heights_at(path, spots, CRS_M), whole)


def test_what_alternates_from_cell_to_cell_is_taken_out(tmp_path):
    # +2 and -2 m as on a chess board: (2 - 2 * 2 + 2) / 4 = 0
    def board(x, y):
        return 100 + 2.0 * (-1) ** ((x // 20 + y // 20) % 2)

    found = read_slopes(hill(tmp_path / "d.tif", board), street((3, 5), (203, 5)))
    assert grades(found) == pytest.approx([0.0] * 8, abs=1e-9)


def test_between_centres_heights_are_as_scipy_has_them(tmp_path):
    from scipy.ndimage import convolve, map_coordinates

    rough = np.random.default_rng(5).normal(100, 20, (150, 150))
    path = dem(tmp_path / "d.tif", rough)
    kernel = np.outer([1, 2, 1], [1, 2, 1]) / 16
    x, y = np.random.default_rng(6).uniform(-900, 1900, (2, 500))
    row, column = (2000 - y) / 20 - 0.5, (x + 1000) / 20 - 0.5
    expected = map_coordinates(convolve(rough, kernel), [row, column], order=1)
    found = heights_at(path, np.column_stack((X0 + x, Y0 + y)), CRS_M)
    assert found == pytest.approx(expected)


def test_a_lone_spike_is_cut_to_a_quarter(tmp_path):
    # 16 m on one cell: (0 + 2 * 16 + 0) / 4 in its column, the same in its row: 4 m
    def spike(x, y):
        return 16.0 * ((np.abs(x - 10) < 10) & (np.abs(y - 10) < 10))

    path = hill(tmp_path / "d.tif", spike)
    centres = np.array([at(10, 10), at(30, 10), at(30, 30), at(50, 10)])
    assert heights_at(path, centres, CRS_M) == pytest.approx([4.0, 2.0, 1.0, 0.0])


def test_the_speckle_of_a_fine_raster_is_averaged_away(tmp_path):
    # 1 m of speckle on cells of 1 m: a mean over 15 by 15 leaves 1 / 15 m, and the cells around
    # it less than half of that: over 25 m no grade of 1 %
    noise = np.random.default_rng(8).normal(100, 1, (1500, 1500))
    found = read_slopes(dem(tmp_path / "d.tif", noise, cell_m=1.0), street((-900, 0), (100, 0)))
    assert np.abs(found.grade).max() < 0.01


def test_a_kerb_of_a_fine_raster_is_no_cliff(tmp_path):
    # 1 m of wall along x = 0, on a raster of 1 m: averaged over 15 m and twice that again,
    # it rises over more than 30 m, so by less than 1 / 30 on any step across it
    path = hill(tmp_path / "d.tif", lambda x, y: 1.0 * (x > 0), cell_m=1.0, size_m=1500)
    found = np.array(grades(read_slopes(path, street((-50, 3), (50, 3)))))
    assert found.max() < 1 / 30
    assert (found * 25).sum() == pytest.approx(1.0)  # but it is climbed


def test_a_hole_is_not_known_and_its_rim_is(tmp_path):
    # heights known up to x = 100 and from x = 200 on. A street's end is known where one of the
    # cells whose centres surround it is: up to x < 110 and from x > 190 on
    def holed(x, y):
        return np.where((x > 100) & (x < 200), VOID, 50.0)

    path = hill(tmp_path / "d.tif", holed, dtype=np.int16, nodata=VOID)
    found = read_slopes(path, street((0, 0), (300, 0)))
    # ends at 100, 125, 150, 175, 200: the steps that touch 125, 150 or 175 are not known
    assert [i for i, grade in enumerate(grades(found)) if np.isnan(grade)] == [4, 5, 6, 7]
    assert np.nan_to_num(grades(found)) == pytest.approx([0.0] * 12)
    assert unknown_share(found) == pytest.approx(4 / 12)


def test_a_fine_raster_that_is_known_in_most_places_is_known_everywhere(tmp_path):
    # cells of 3 m make blocks of 5 by 5, and a block needs half of them; where all are void
    # (x > 200), it is not known
    def sprinkled(x, y):
        missing = (np.round(x + y) % 5 < 2) | (x > 200)
        return np.where(missing, np.nan, 100.0)

    path = hill(tmp_path / "d.tif", sprinkled, cell_m=3.0)
    found = read_slopes(path, street((0, 0), (300, 0)))
    assert grades(found)[:8] == [0.0] * 8
    assert np.isnan(grades(found)[9:]).all()


@pytest.mark.parametrize("void", [np.nan, -9999.0, 3.4e38])
def test_nodata_of_any_kind_does_not_leak_into_heights(tmp_path, void):
    path = hill(
        tmp_path / "d.tif", lambda x, y: np.where(x > 100, void, 50.0), dtype=np.float32,
        nodata=None if np.isnan(void) else np.float32(void),
    )  # fmt: skip
    found = read_slopes(path, street((0, 0), (300, 0)))
    assert grades(found)[:4] == [0.0] * 4
    assert np.isnan(grades(found)[5:]).all()


def test_between_two_known_cells_a_hole_is_closed(tmp_path):
    # one cell, on a plane: the mean of its neighbours is the plane's own height
    def holed(x, y):
        return np.where((np.abs(x - 50) < 10) & (np.abs(y - 10) < 10), np.nan, 100 + 0.06 * x)

    found = read_slopes(hill(tmp_path / "d.tif", holed), street((0, 10), (100, 10)))
    assert grades(found) == pytest.approx([0.06] * 4)


def test_a_plane_is_itself_up_to_the_edge_of_the_raster(tmp_path):
    # cells are 20 m: the outermost centre lies at x = -990; to there the plane is exact
    path = hill(tmp_path / "d.tif", lambda x, y: 100 + 0.06 * x)
    found = read_slopes(path, street((-990, 0), (-890, 0)))
    assert grades(found) == pytest.approx([0.06] * 4)


def test_beyond_the_raster_nothing_is_known(tmp_path):
    # it ends at x = -1000, and half a cell beyond its last centre is still its cell
    path = hill(tmp_path / "d.tif", lambda x, y: 100 + 0 * x)
    found = read_slopes(path, street((-1100, 0), (-900, 0)))
    assert np.isnan(grades(found)[:4]).all()
    assert grades(found)[4:] == [0.0] * 4
    assert unknown_share(found) == 0.5


def test_the_share_is_of_length():
    slopes = Slopes(
        first=np.array([0, 2, 3], np.int32), run_m=np.array([10.0, 10, 60]),
        grade=np.array([0.1, np.nan, 0.0]), source="",
    )  # fmt: skip
    assert unknown_share(slopes) == 10 / 80
    none = Slopes(first=np.zeros(1, np.int32), run_m=np.zeros(0), grade=np.zeros(0), source="")
    assert unknown_share(none) == 0.0


def valley(x, y):
    """Level at 100 m but for a gorge of 60 m, 200 m wide."""
    return np.where((x > 0) & (x < 200), 40.0, 100.0)


def mountain(x, y):
    return np.where((x > 0) & (x < 200), 180.0, 100.0)


def crossing(**tags: str) -> Network:
    """A way from x = -100 to x = 300, and 100 m of street before and behind it."""
    places = {"O": at(-200, 0), "A": at(-100, 0), "B": at(300, 0), "P": at(400, 0)}
    return town(places, way("A B", **tags), way("O A"), way("B P"))


@pytest.mark.parametrize(
    ("ground", "tags"),
    [
        (valley, {"bridge": "yes"}),
        (valley, {"bridge": "viaduct"}),
        (mountain, {"tunnel": "yes"}),
        (mountain, {"tunnel": "building_passage"}),
    ],
)
def test_a_bridge_or_tunnel_does_not_follow_the_ground(tmp_path, ground, tags):
    path = hill(tmp_path / "d.tif", ground)
    found = read_slopes(path, crossing(**tags))
    assert grades(found) == pytest.approx([0.0] * 16, abs=1e-9)


@pytest.mark.parametrize("tags", [{}, {"bridge": "no"}, {"tunnel": "no"}, {"covered": "yes"}])
def test_any_other_street_does(tmp_path, tags):
    found = read_slopes(hill(tmp_path / "d.tif", valley), crossing(**tags))
    assert min(grades(found)) < -1
    assert max(grades(found)) > 1


def test_a_bridge_rises_evenly_between_its_ends(tmp_path):
    # 100 m high at x = -100, 112 m at x = 300: 12 m on 400 m, whatever lies between
    def banks(x, y):
        return np.where(x < 0, 100.0, np.where(x < 200, 40.0, 112.0))

    found = read_slopes(hill(tmp_path / "d.tif", banks), crossing(bridge="yes"))
    assert grades(found) == pytest.approx([12 / 400] * 16)


def test_a_chain_of_bridges_is_one_line(tmp_path):
    # pieces of 100, 250 and 50 m, the same 12 m on 400 m; streets lead on at both ends
    def banks(x, y):
        return np.where(x < 0, 100.0, np.where(x < 200, 40.0, 112.0))

    places = {"O": at(-200, 0), "A": at(-100, 0), "B": at(0, 0), "C": at(250, 0), "D": at(300, 0)}
    net = town(places | {"P": at(400, 0)}, way("O A"), way("A B C D", bridge="yes"), way("D P"))
    found = read_slopes(hill(tmp_path / "d.tif", banks), net)
    for edge in (1, 2, 3):
        assert grades(found, edge) == pytest.approx([12 / 400] * len(grades(found, edge)))
    for edge in (0, 4):
        assert grades(found, edge) == pytest.approx([0.0] * 4, abs=1e-9)


def test_where_bridges_meet_in_the_air_the_nearer_end_counts_more(tmp_path):
    # M meets A (100 m away, 100 m high), B (100 m, 130 m high) and C (50 m, 100 m high):
    # (100 / 100 + 130 / 100 + 100 / 50) / (1 / 100 + 1 / 100 + 1 / 50) = 4.3 / 0.04 = 107.5 m
    def banks(x, y):
        middle = (np.abs(x) < 45) & (np.abs(y) < 40)
        return np.where(middle, 0.0, np.where(x > 40, 130.0, 100.0))

    places = {"A": at(-100, 0), "B": at(100, 0), "C": at(0, 80), "M": at(0, 30)}
    places = places | {"A": at(-100, 30), "B": at(100, 30)}
    ends = {"a": at(-200, 30), "b": at(200, 30), "c": at(0, 180)}
    net = town(
        places | ends,
        way("A M", bridge="yes"), way("M B", bridge="yes"), way("M C", bridge="yes"),
        way("A a"), way("B b"), way("C c"),
    )  # fmt: skip
    path = hill(tmp_path / "d.tif", banks, cell_m=5.0)
    found = read_slopes(path, net)
    ends_m = heights_at(path, np.array([places["A"], places["B"], places["C"]]), CRS_M)
    assert ends_m == pytest.approx([100, 130, 100])
    for edge, grade in enumerate((7.5 / 100, 22.5 / 100, -7.5 / 50)):
        assert grades(found, edge) == pytest.approx([grade] * len(grades(found, edge)))


def test_a_bridge_cut_off_in_the_air_stays_level(tmp_path):
    path = hill(tmp_path / "d.tif", valley)
    places = {"O": at(-200, 0), "A": at(-50, 0), "B": at(50, 0), "C": at(100, 0)}
    found = read_slopes(path, town(places, way("O A"), way("A B C", bridge="yes")))
    assert grades(found, 1) == pytest.approx([0.0] * 4)
    assert grades(found, 2) == pytest.approx([0.0] * 2)


def test_a_bridge_that_touches_no_street_is_not_known(tmp_path):
    path = hill(tmp_path / "d.tif", valley)
    places = {"A": at(0, 0), "B": at(100, 0), "C": at(-300, 0), "D": at(-200, 0)}
    found = read_slopes(path, town(places, way("A B", bridge="yes"), way("C D")))
    assert np.isnan(grades(found)).all()
    assert grades(found, 1) == pytest.approx([0.0] * 4)


def test_a_bridge_from_where_nothing_is_known_is_not_known(tmp_path):
    path = hill(tmp_path / "d.tif", lambda x, y: np.where(x > 150, np.nan, 100.0))
    places = {"O": at(-200, 0), "A": at(0, 0), "B": at(100, 0), "C": at(300, 0), "P": at(400, 0)}
    net = town(places, way("O A"), way("A B C", bridge="yes"), way("C P"))
    found = read_slopes(path, net)
    assert grades(found, 1) == pytest.approx([0.0] * 4)  # held at one end, as one cut off
    assert np.isnan(grades(found, 2)).all()
    assert np.isnan(grades(found, 3)).all()


def test_stairs_do_not_pull_a_deck_down(tmp_path):
    # a deck 100 m high over a gorge of 40 m, with a flight of 120 m up to its middle: the deck
    # is level, the flight rises 60 m on 120 m evenly
    path = hill(tmp_path / "d.tif", valley)
    places = {"O": at(-200, 0), "A": at(-50, 0), "M": at(100, 0), "B": at(250, 0), "P": at(400, 0)}
    net = town(
        places | {"S": at(100, 120), "T": at(100, 220)},
        way("O A"), way("A M B", bridge="yes"), way("B P"),
        way("S M", highway="steps"), way("S T"),
    )  # fmt: skip
    found = read_slopes(path, net)
    for edge in (1, 2):
        assert grades(found, edge) == pytest.approx([0.0] * 6, abs=1e-9)
    assert grades(found, 4) == pytest.approx([0.5] * 5)


def test_a_deck_that_ends_at_stairs_ends_on_the_ground_there(tmp_path):
    # from 100 m at A to 112 m at B, 400 m away, where stairs go on along the slope
    def banks(x, y):
        return np.where(x < 0, 100.0, np.where(x < 200, 40.0, 112.0))

    places = {"O": at(-200, 0), "A": at(-100, 0), "B": at(300, 0), "S": at(300, 50)}
    net = town(places, way("O A"), way("A B", bridge="yes"), way("B S", highway="steps"))
    found = read_slopes(hill(tmp_path / "d.tif", banks), net)
    assert grades(found, 1) == pytest.approx([12 / 400] * 16)


def test_a_footbridge_that_only_stairs_lead_to_stands_on_the_ground(tmp_path):
    # its three decks meet in the air, but all of its nodes touch stairs: they lie on the plane
    path = hill(tmp_path / "d.tif", lambda x, y: 100 + 0.06 * x)
    places = {"A": at(0, 0), "B": at(30, 0), "C": at(60, 0)}
    stairs = {"a": at(0, 30), "b": at(30, 30), "c": at(60, 30)}
    net = town(
        places | stairs,
        way("A B C A", bridge="yes"),
        *(way(f"{name} {name.upper()}", highway="steps") for name in "abc"),
        way("a b c"),
    )
    found = read_slopes(path, net)
    assert unknown_share(found) == 0.0
    assert grades(found, 0) == pytest.approx([0.06] * 2)
    assert grades(found, 3) == pytest.approx([0.0] * 2, abs=1e-9)


def test_a_lift_has_no_slope(tmp_path):
    path = hill(tmp_path / "d.tif", lambda x, y: 100 + 0.3 * x)
    found = read_slopes(path, street((0, 0), (10, 0), highway="elevator"))
    assert grades(found) == [0.0]


@pytest.fixture(scope="module")
def rough(tmp_path_factory) -> Path:
    """Hills, noise and holes."""
    rng = np.random.default_rng(11)

    def ground(x, y):
        height = 300 + 80 * np.sin(x / 150) * np.cos(y / 200) + rng.normal(0, 3, x.shape)
        return np.where(rng.random(x.shape) < 0.05, np.nan, height)

    return hill(tmp_path_factory.mktemp("dem") / "rough.tif", ground)


spots = st.tuples(st.integers(-900, 1900), st.integers(-900, 1900))
kinds = st.sampled_from([{}, {"bridge": "yes"}, {"tunnel": "yes"}, {"highway": "steps"}])
towns = st.lists(
    st.tuples(st.lists(spots, min_size=2, max_size=4, unique=True), kinds), min_size=1, max_size=5
)
few = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def drawn(ways, *, turned: bool = False) -> Network:
    """A town through these spots, each a junction; its ways drawn from the other end or not."""
    places = {f"n{x}_{y}": at(x, y) for spots, _ in ways for x, y in spots}
    named = [([f"n{x}_{y}" for x, y in spots], tags) for spots, tags in ways]
    turn = -1 if turned else 1
    return town(places, *(way(names[::turn], **tags) for names, tags in named))


@few
@given(towns)
def test_a_street_drawn_the_other_way_has_the_opposite_grades(rough, ways):
    there, back = read_slopes(rough, drawn(ways)), read_slopes(rough, drawn(ways, turned=True))
    edge = 0
    for spots, _ in ways:
        pieces = len(spots) - 1
        for piece in range(pieces):
            ahead = grades(there, edge + piece)
            behind = grades(back, edge + pieces - 1 - piece)
            assert ahead == pytest.approx([-g for g in behind[::-1]], abs=1e-7, nan_ok=True)
        edge += pieces


@few
@given(towns)
def test_around_any_ring_one_comes_back_to_the_same_height(rough, ways):
    # a street's rise is the difference of its ends' heights, which do not depend on the street
    spots = ways[0][0]
    ring = drawn([([*spots, spots[0]], {})])
    found = read_slopes(rough, ring)
    climb = (found.grade * found.run_m).sum()
    assert np.isnan(climb) or climb == pytest.approx(0.0, abs=1e-6)


@few
@given(towns, st.floats(-300, 3000))
def test_higher_ground_of_the_same_shape_changes_nothing(rough, tmp_path, ways, lift):
    with rasterio.open(rough) as raster:
        cells = raster.read(1) + lift
    lifted = dem(tmp_path / "lifted.tif", cells)
    net = drawn(ways)
    np.testing.assert_allclose(
        read_slopes(lifted, net).grade, read_slopes(rough, net).grade, atol=1e-6
    )


@few
@given(towns)
def test_steps_add_up_to_every_edge(rough, ways):
    net = drawn(ways)
    found = read_slopes(rough, net)
    assert np.add.reduceat(found.run_m, found.first[:-1]) == pytest.approx(net.edge_mm / 1000)
    assert found.first[-1] == len(found.run_m) == len(found.grade)
    assert found.source == "rough.tif"


def refusal(path: Path, kind: type[Exception] = ElevationFileError) -> str:
    with pytest.raises(kind) as caught:
        read_slopes(path, street((0, 0), (100, 0)))
    assert str(path) in str(caught.value)
    assert "Remedy: " in str(caught.value)
    return str(caught.value)


LEVEL = np.full((150, 150), 100.0)


def test_a_missing_file_is_told(tmp_path):
    assert "no such file" in refusal(tmp_path / "d.tif")
    assert "is a folder" in refusal(tmp_path)


def test_a_file_that_is_no_raster_is_told(tmp_path):
    path = tmp_path / "d.tif"
    path.write_text("x,y,height\n1,2,3\n")
    assert "not readable as a raster" in refusal(path)


def test_a_raster_cut_off_is_told(tmp_path):
    path = dem(tmp_path / "d.tif", np.random.default_rng(1).normal(100, 1, (150, 150)))
    path.write_bytes(path.read_bytes()[:60_000])
    assert "not readable as a raster" in refusal(path)


def test_a_raster_without_coordinate_system_is_told(tmp_path):
    assert "coordinate system" in refusal(dem(tmp_path / "d.tif", LEVEL, crs=None))


def test_a_picture_is_told(tmp_path):
    path = tmp_path / "d.png"
    grey = {"driver": "PNG", "width": 4, "height": 4, "count": 1, "dtype": "uint8"}
    with (
        pytest.warns(rasterio.errors.NotGeoreferencedWarning),
        rasterio.open(path, "w", **grey) as raster,
    ):
        raster.write(np.zeros((1, 4, 4), np.uint8))
    assert "coordinate system" in refusal(path)


def test_a_local_coordinate_system_is_told(tmp_path):
    local = 'LOCAL_CS["site grid",UNIT["metre",1],AXIS["X",EAST],AXIS["Y",NORTH]]'
    assert "cannot be joined" in refusal(dem(tmp_path / "d.tif", LEVEL, crs=local))


def test_a_raster_of_another_place_is_told_with_both_boxes(tmp_path):
    transform = from_origin(7.34, 43.82, 0.001, 0.001)
    path = dem(tmp_path / "d.tif", LEVEL, crs=4326, transform=transform)
    found = refusal(path, ElevationElsewhereError)
    assert "longitude 7.3400 to 7.4900, latitude 43.6700 to 43.8200" in found
    # the street: 100 m eastward from the middle meridian, 117 E; 4,400 km on the map are
    # 4,401.76 km from the equator, and the 39.75th parallel is 4,401.77 km from there
    assert "longitude 117.0000 to 117.0012, latitude 39.749" in found


def test_a_raster_that_knows_nothing_here_is_told(tmp_path):
    cells = np.where(np.arange(150) < 100, VOID, 100)
    path = dem(tmp_path / "d.tif", np.tile(cells, (150, 1)).astype(np.int16), nodata=VOID)
    assert "no height under any street" in refusal(path)


@pytest.mark.parametrize("void", [VOID, -9999, 32_767])
def test_nodata_that_is_not_declared_is_told(tmp_path, void):
    # a hole beside the street, too far to touch it
    cells = np.full((150, 150), 100, np.int16)
    cells[120, 60] = void
    found = refusal(dem(tmp_path / "d.tif", cells))
    assert f"{void:,}" in found
    assert "nodata" in found


@pytest.mark.parametrize("height", [-600.0, 9500.0])
def test_heights_that_no_street_has_are_told(tmp_path, height):
    assert f"{height:,.0f} m" in refusal(dem(tmp_path / "d.tif", np.full((150, 150), height)))


def test_a_deep_sea_beside_the_streets_is_no_fault(tmp_path):
    path = hill(tmp_path / "d.tif", lambda x, y: np.where(x > 500, -2000.0, 20.0))
    assert grades(read_slopes(path, street((0, 0), (100, 0)))) == [0.0] * 4


def test_feet_are_told(tmp_path):
    path = dem(tmp_path / "d.tif", LEVEL)
    with rasterio.open(path, "r+") as raster:
        raster.units = ["ft"]
    assert "'ft'" in refusal(path)


def test_numbers_that_are_no_heights_are_told(tmp_path):
    assert "no band of heights" in refusal(dem(tmp_path / "d.tif", LEVEL.astype(np.complex64)))


def _network(pbf: Path) -> Network:
    extract = read_osm(pbf)
    return street_network(extract.streets, metric_crs(*extract.bounds))


def _within(net: Network, west: float, south: float, east: float, north: float) -> np.ndarray:
    """Edges whose ends lie in a box of degrees."""
    lon, lat = net.lonlat().T
    inside = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    return inside[net.edge_tail] & inside[net.edge_head]


def _median_grade(slopes: Slopes, edges: np.ndarray) -> float:
    """Grade, up or down, that half of the length of these edges exceeds."""
    steps = np.repeat(edges, np.diff(slopes.first)) & np.isfinite(slopes.grade)
    grade, run = np.abs(slopes.grade[steps]), slopes.run_m[steps]
    order = np.argsort(grade)
    half = np.searchsorted(np.cumsum(run[order]), run.sum() / 2)
    return float(grade[order][half])


def _slowdown(slopes: Slopes, edges: np.ndarray) -> float:
    """Walking time there and back as a multiple of that on the flat, by Tobler."""
    steps = np.repeat(edges, np.diff(slopes.first))
    grade = np.clip(np.nan_to_num(slopes.grade[steps]), -0.4, 0.4)
    there, back = (np.exp(3.5 * (np.abs(g + 0.05) - 0.05)) for g in (grade, -grade))
    run = slopes.run_m[steps]
    return float((run * (there + back)).sum() / (2 * run.sum()))


@pytest.mark.shared_data
def test_monaco_is_steep_and_fontvieille_hardly(monaco_pbf, shared):
    net = _network(monaco_pbf)
    found = read_slopes(shared / "monaco" / "monaco_srtm3_dem.tif", net)
    everywhere = np.ones(net.n_edges, bool)
    fontvieille = _within(net, 7.4145, 43.7265, 7.4190, 43.7300)
    rest = ~fontvieille
    assert fontvieille.sum() > 200
    assert unknown_share(found) == 0.0
    # a quarter laid into the sea, on a 90 m model that sees its buildings
    assert _median_grade(found, fontvieille) < 0.03
    assert _median_grade(found, rest) > 0.04
    assert _slowdown(found, fontvieille) < 1.02
    assert _slowdown(found, rest) > 1.15
    assert np.quantile(np.abs(found.grade[np.repeat(everywhere, np.diff(found.first))]), 0.9) > 0.15


@pytest.mark.shared_data
def test_andorra_is_steeper_still_and_its_voids_are_known(shared):
    net = _network(shared / "andorra" / "andorra-2013.osm.pbf")
    found = read_slopes(shared / "andorra" / "andorra_srtm3_dem.tif", net)
    everywhere = np.ones(net.n_edges, bool)
    assert 0.001 < unknown_share(found) < 0.02
    assert _median_grade(found, everywhere) > 0.08
    assert _slowdown(found, everywhere) > 1.2
    # a surface of 90 m cells between 806 and 3,100 m has no cliffs left
    assert np.nanmax(np.abs(found.grade)) < 1.0


@pytest.mark.shared_data
def test_heights_are_those_of_the_raster_where_the_ground_is_even(shared):
    # the reference is the raster itself, at the cell's centre, where a cell equals all around it
    path = shared / "monaco" / "monaco_srtm3_dem.tif"
    with rasterio.open(path) as raster:
        cells = raster.read(1)
        blocks = np.lib.stride_tricks.sliding_window_view(cells, (5, 5))
        even = (blocks == blocks[..., 2:3, 2:3]).all(axis=(2, 3)) & (cells[2:-2, 2:-2] > VOID)
        row, column = np.nonzero(even)
        lon = raster.transform.c + raster.transform.a * (column + 2.5)
        lat = raster.transform.f + raster.transform.e * (row + 2.5)
    crs = CRS.from_epsg(32632)
    xy = np.column_stack(Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat))
    assert len(row) > 1000
    assert heights_at(path, xy, crs) == pytest.approx(cells[row + 2, column + 2])
