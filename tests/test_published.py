"""Published indices of a town: a row of three corners worked by hand, and bundled Monaco."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from accessibility.errors import InputError, UnreadTypesError
from accessibility.loading import load_inputs
from accessibility.published import BRUNO, INDEX_TYPES, NEXI, Indices, published_indices
from accessibility.results import Town
from accessibility.routing.access import access_points
from accessibility.routing.decay import Decay
from accessibility.routing.graph import travel_graph
from accessibility.routing.many import travel_table
from accessibility.standards.types import facility_types
from accessibility.study import Study, read_study, sample_study
from tests.journeys.town import write_town
from tests.routing.towns import CRS_M, points, shops, way
from tests.routing.towns import town as drawn

# a -- 600 m -- b -- 600 m -- c in a row; on foot 80 m are a minute
STREET = {"a": (0, 0), "b": (600, 0), "c": (1200, 0), "x": (8000, 0), "y": (8600, 0)}
HOMES = {"h": (100, 10), "g": (1150, 0), "away": (5000, 5000)}
R, S, T = (0, 0), (600, 20), (1200, 0)
# h: r 110 m = 1.375 min, s 530 m = 6.625 min, t 1110 m = 13.875 min
# g: r 1150 m = 14.375 min, s 570 m = 7.125 min, t 50 m = 0.625 min


def rows(**places: tuple[str, tuple[float, float]]) -> gpd.GeoDataFrame:
    """Facilities by id: their type and where they stand."""
    found = shops({name: at for name, (_, at) in places.items()})
    return found.assign(type=[kind for kind, _ in places.values()]).rename_axis("facility_id")


FACILITIES = rows(
    eat_r=("bruno_eating", R),
    eat_s=("bruno_eating", S),
    doctor=("bruno_health", T),
    shop=("nexi_shops", S),
    park=("nexi_parks", T),
    market=("supermarket", R),
)


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of a drawn town: streets 100 m apart, two communities."""
    path = tmp_path_factory.mktemp("town") / "town.osm.pbf"
    write_town(path)
    return Study(name="Town", osm=path)


@pytest.fixture(scope="module")
def row(grid: Study) -> Town:
    """A town of three homes on one street; one of them is far from it."""
    cells = points(HOMES).assign(community_id=["p", "p", "q"], people=[30.0, 10.0, 5.0])
    places = gpd.GeoDataFrame(
        {"name": ["P", "Q"], "population": [40.0, 5.0]},
        index=pd.Index(["p", "q"], name="community_id"),
        geometry=points({"p": (0, 0), "q": (0, 0)}).buffer(1).to_numpy(),
        crs=CRS_M,
    )
    town = load_inputs(grid)
    return replace(
        town,
        network=drawn(STREET, way("a b c"), way("x y")),
        cells=cells.rename_axis("cell_id"),
        communities=places,
        facilities=FACILITIES,
        entrances=town.entrances.iloc[:0].to_crs(CRS_M),
    )


@pytest.fixture(scope="module")
def monaco() -> Town:
    return load_inputs(read_study(sample_study()), types=INDEX_TYPES)


def same(one: Indices, other: Indices) -> bool:
    return (
        one.cells.equals(other.cells)
        and one.communities.equals(other.communities)
        and one.district.equals(other.district)
        and one.missing == other.missing
    )


def test_the_categories_are_nine_and_eight_of_the_facility_types():
    index = {key for key, kind in facility_types().items() if kind.family == "index"}
    assert set(INDEX_TYPES) == {
        key for key in index if key.startswith(("bruno_", "nexi_")) and key != "nexi_transport"
    }
    assert (len(BRUNO), len(NEXI)) == (9, 8)


def test_proximity_time_and_nexi_of_cells_worked_by_hand(row: Town):
    cells = published_indices(row).cells
    # eating: h (1.375 + 6.625) / 2, g (14.375 + 7.125) / 2; health: t
    assert cells["bruno_eating"][["h", "g"]].tolist() == [4.0, 10.75]
    assert cells["bruno_health"][["h", "g"]].tolist() == [13.875, 0.625]
    assert cells["proximity_time"][["h", "g"]].tolist() == [8.9375, 5.6875]
    # shops: s, parks: t
    assert cells["nexi_mean"][["h", "g"]].tolist() == [10.25, 3.875]
    assert cells["nexi_max"][["h", "g"]].tolist() == [13.875, 7.125]
    # three facilities of the nine categories within 15 minutes: 1200 m
    assert cells["opportunities_15"][["h", "g"]].tolist() == [3, 3]


def test_communities_and_the_district_are_weighed_by_people(row: Town):
    found = published_indices(row)
    p, whole = found.communities.loc["p"], found.district.loc["district"]
    # (30 x 8.9375 + 10 x 5.6875) / 40
    assert p["proximity_time"] == pytest.approx(8.125)
    assert (p["name"], p["population"], p["f15"], p["reached"]) == ("P", 40, 1, 1)
    assert p["nexi_max"] == pytest.approx((30 * 13.875 + 10 * 7.125) / 40)
    # five of 45 people live away from all streets
    assert whole["f15"] == whole["reached"] == whole["nexi_15"] == pytest.approx(40 / 45)
    assert whole["proximity_time"] == p["proximity_time"]
    assert whole["population"] == 45


def test_whoever_cannot_join_the_streets_is_not_known(row: Town):
    found = published_indices(row)
    away = found.cells.loc["away"].drop(["community_id", "people"])
    assert away.isna().all()
    assert found.communities.loc["q", ["f15", "reached"]].tolist() == [0, 0]
    assert np.isnan(found.communities.loc["q", "proximity_time"])


def test_a_home_on_an_island_has_not_reached_anything(row: Town):
    island = points(HOMES | {"away": (8300, 0)}).geometry.to_numpy()
    cells = row.cells.set_geometry(island, crs=CRS_M)
    found = published_indices(replace(row, cells=cells))
    alone = found.cells.loc["away"]
    assert alone[["proximity_time", "nexi_mean", "nexi_max"]].tolist() == [np.inf] * 3
    assert alone["opportunities_15"] == 0
    assert found.communities.loc["q", "f15"] == 0
    assert found.district.loc["district", "proximity_time"] == pytest.approx(8.125)


def test_what_the_data_do_not_hold_is_named_and_left_out(row: Town):
    found = published_indices(row)
    assert set(found.missing) == set(INDEX_TYPES) - set(FACILITIES["type"])
    assert found.cells[list(found.missing)].isna().all(axis=None)
    assert list(found.cells.columns[-17:]) == [*INDEX_TYPES]


def test_possible_facilities_do_not_count(row: Town):
    unsure = FACILITIES.assign(certainty=["possible", *["sure"] * 5])
    cells = published_indices(replace(row, facilities=unsure)).cells
    assert cells["bruno_eating"][["h", "g"]].tolist() == [6.625, 7.125]  # s alone
    assert cells["opportunities_15"][["h", "g"]].tolist() == [2, 2]


def test_gravity_stands_beside_where_a_decay_is_given(row: Town):
    assert "gravity" not in published_indices(row).cells
    found = published_indices(row, decay=Decay("power", 1))
    # 1 / minutes of r, s and t
    expected = [1 / 1.375 + 1 / 6.625 + 1 / 13.875, 1 / 14.375 + 1 / 7.125 + 1]
    assert found.cells["gravity"][["h", "g"]].tolist() == pytest.approx(expected)
    assert found.communities.loc["p", "gravity"] == pytest.approx(
        (30 * expected[0] + 10 * expected[1]) / 40
    )


def test_only_the_nearest_twenty_count(row: Town):
    # 25 restaurants at r and one at s, which is the nearest to g
    many = rows(**{f"r{i:02d}": ("bruno_eating", R) for i in range(25)}, near=("bruno_eating", S))
    cells = published_indices(replace(row, facilities=many)).cells
    # h: 20 at r; g: s and 19 at r
    assert cells["proximity_time"]["h"] == 1.375
    assert cells["proximity_time"]["g"] == pytest.approx((7.125 + 19 * 14.375) / 20)


def test_a_town_without_any_of_the_types_is_refused(row: Town):
    with pytest.raises(UnreadTypesError, match="load_inputs"):
        published_indices(replace(row, facilities=FACILITIES[FACILITIES["type"] == "supermarket"]))


def test_an_unknown_traveller_is_refused_before_anything_is_read(tmp_path: Path):
    with pytest.raises(InputError, match="flying"):
        published_indices(Study(name="Nowhere", osm=tmp_path / "none.pbf"), "flying")


def test_a_study_gives_what_its_town_gives(grid: Study):
    found = published_indices(grid)
    assert same(found, published_indices(load_inputs(grid, types=INDEX_TYPES)))
    # the drawn town has two stops, a kindergarten, a supermarket and a park
    held = {"bruno_moving", "bruno_learning", "bruno_supplies", "bruno_outdoor"}
    assert held == set(BRUNO) - set(found.missing)
    assert found.communities["name"].tolist() == ["西社区", "东社区"]
    # the park, the kindergarten and the supermarket are in the west
    time = found.communities["proximity_time"].tolist()
    assert 0 < time[0] < time[1]


def test_a_study_brings_its_own_travellers(grid: Study):
    half = {"stroller": {"like": "walk", "speed_kmh": 2.4, "source": "count of 2025"}}
    slow = published_indices(replace(grid, profiles=half), "stroller").cells
    usual = published_indices(grid).cells
    assert slow["proximity_time"].to_numpy() == pytest.approx(
        2 * usual["proximity_time"].to_numpy(), rel=1e-4
    )


def test_types_asked_for_come_beside_those_of_the_standards(grid: Study):
    plain, more = load_inputs(grid), load_inputs(grid, types=["bruno_moving"])
    assert set(more.facilities["type"]) == set(plain.facilities["type"]) | {"bruno_moving"}
    kept = more.facilities[more.facilities["type"] != "bruno_moving"]
    assert kept.index.equals(plain.facilities.index)


def test_monaco_agrees_with_a_table_of_all_ways(monaco: Town):
    found = published_indices(monaco)
    sure = monaco.facilities["certainty"] == "sure"
    facilities = monaco.facilities[sure & monaco.facilities["type"].isin(INDEX_TYPES)]
    graph = travel_graph(monaco.network, "walk")
    doors = access_points(facilities, monaco.entrances, graph)
    ways = travel_table(graph, monaco.cells, facilities, access_points=doors, limit_min=120)
    ways["type"] = facilities["type"].reindex(ways["facility_id"]).to_numpy()
    by = ["cell_id", "type"]
    twenty = ways.sort_values("minutes").groupby(by).head(20)
    for kinds, table, name in ((BRUNO, twenty, "proximity_time"), (NEXI, ways, "nexi_max")):
        own = table[table["type"].isin(kinds)].groupby(by)["minutes"]
        each = own.mean() if kinds == BRUNO else own.min()
        place = each.groupby("cell_id")
        expected = place.mean() if kinds == BRUNO else place.max()
        gap = found.cells[name] - expected.reindex(found.cells.index)
        assert gap.abs().max() < 1e-9
    near = (found.cells["proximity_time"] <= 15) * found.cells["people"]
    f15 = near.groupby(found.cells["community_id"]).sum() / found.communities["population"]
    assert found.communities["f15"].to_numpy() == pytest.approx(f15.to_numpy())
    assert not found.missing


def test_in_monaco_everything_is_near_and_by_bicycle_nearer(monaco: Town):
    walk, bike = published_indices(monaco), published_indices(monaco, "bike")
    told = walk.district.loc["district"]
    assert 0.99 < told["nexi_15"] <= 1.0
    assert told["nexi_mean"] < told["nexi_max"] < told["proximity_time"] < 15
    assert bike.district.loc["district", "proximity_time"] < told["proximity_time"]
    old_town = walk.communities.set_index("name").loc["Monaco-Ville"]
    assert old_town["f15"] == 1.0


def test_the_number_of_threads_changes_nothing(monaco: Town):
    decay = Decay("exponential", 10)
    one, two = (published_indices(monaco, decay=decay, threads=n) for n in (1, 2))
    assert same(one, two)


def test_a_decay_by_name_is_refused():
    with pytest.raises(InputError, match=r"an accessibility\.Decay is due"):
        published_indices(read_study(sample_study()), decay="linear")
