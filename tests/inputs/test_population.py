import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from accessibility.inputs.buildings import residential_buildings
from accessibility.inputs.communities import admin_communities
from accessibility.inputs.osm import read_osm
from accessibility.inputs.population import (
    cells_from_buildings,
    empty_remark,
    place_people,
    with_population,
)
from accessibility.inputs.residents import read_residents
from accessibility.tables import CELLS
from tests.conftest import ROOT
from tests.inputs.plots import UTM, buildings, communities, objects, square

NOTHING = objects()
WEST, EAST = box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)
TOWN = communities({"east": EAST, "west": WEST})

# west: 100 m2 x 7 levels and 100 m2 x 14 levels; east: 100 m2 x 7 levels
HOUSES = {
    "w1": (square(100, 100), "apartments", 7.0),
    "w2": (square(200, 100), "apartments", 14.0),
    "w3": (square(1500, 100), "apartments", 7.0),
}


def homes(rows=HOUSES):
    return residential_buildings(buildings(rows), NOTHING)


def placed(rows=HOUSES, town=TOWN, totals=None, around=NOTHING):
    return place_people(buildings(rows), around, town, totals=totals)


def by_community(cells) -> dict[str, float]:
    return cells.groupby("community_id")["people"].sum().to_dict()


# Cells on buildings


def test_every_home_inside_a_community_is_a_cell():
    rows = HOUSES | {"w9": (square(5000, 100), "house")}  # far off
    cells = cells_from_buildings(homes(rows), TOWN)
    assert list(cells.index) == ["w1", "w2", "w3"]
    assert cells.index.name == "cell_id"
    assert list(cells["community_id"]) == ["west", "west", "east"]
    assert list(cells["land_m2"]) == [100, 100, 100]
    assert set(cells["source"]) == {"building"}
    assert list(cells.geometry.x) == [105, 205, 1505]


def test_without_totals_a_person_has_35_square_metres_of_floor():
    # 700, 1400 and 700 m2
    assert list(cells_from_buildings(homes(), TOWN)["people"]) == [20, 40, 20]


def test_a_known_total_is_spread_by_floor_area():
    cells = cells_from_buildings(homes(), TOWN, totals=pd.Series({"west": 90.0, "east": 7.0}))
    assert list(cells["people"]) == pytest.approx([30, 60, 7])


def test_where_some_totals_are_known_the_others_take_their_floor_a_person():
    # west has 2100 m2 for 30 people: 70 m2 each; so 700 m2 in the east are 10 people
    cells = cells_from_buildings(homes(), TOWN, totals=pd.Series({"west": 30.0, "east": np.nan}))
    assert list(cells["people"]) == pytest.approx([10, 20, 10])


def test_a_known_total_of_nobody_is_nobody_and_teaches_nothing():
    cells = cells_from_buildings(homes(), TOWN, totals=pd.Series({"west": 0.0}))
    assert list(cells["people"]) == [0, 0, 20]


def test_a_home_on_a_shared_border_is_counted_once_in_the_first_id():
    rows = {"w1": (square(995, 100), "house", 7.0)}  # its middle is at x = 1000
    for town in (TOWN, TOWN.iloc[::-1]):
        cells = cells_from_buildings(homes(rows), town)
        assert list(cells["community_id"]) == ["east"]


def test_the_cell_of_a_courtyard_house_stands_in_the_house():
    yard = Polygon(square(100, 100, 60).exterior, [square(110, 110, 40).exterior])
    cells = cells_from_buildings(homes({"w1": (yard, "apartments", 4.0)}), TOWN)
    assert cells.geometry["w1"].within(yard)


@settings(max_examples=30, deadline=None)
@given(
    total=st.floats(0, 1e6),
    levels=st.lists(st.integers(1, 60), min_size=1, max_size=30),
)
def test_a_known_total_is_conserved(total, levels):
    rows = {f"w{k}": (square(20 * k, 0), "apartments", float(n)) for k, n in enumerate(levels)}
    cells = cells_from_buildings(homes(rows), TOWN, totals=pd.Series({"west": total}))
    assert cells["people"].sum() == pytest.approx(total, rel=1e-9, abs=1e-12)
    assert (cells["people"] >= 0).all()


# All of it together


def test_cells_hold_their_contract():
    people = placed()
    CELLS.require(people.cells.assign(edge_m=0.0))  # which inputs/extent adds
    assert people.cells.crs == UTM
    assert people.cells.index.is_unique


@pytest.mark.parametrize(
    ("totals", "basis"),
    [
        (None, "floor_area"),
        ({"west": 5.0}, "mixed"),
        ({"west": 5.0, "east": np.nan}, "mixed"),
        ({"west": 5.0, "east": 6.0}, "known"),
    ],
)
def test_the_basis_says_what_the_numbers_rest_on(totals, basis):
    people = placed(totals=None if totals is None else pd.Series(totals))
    assert people.basis == basis
    assert "floors are known for 100% of 3 homes" in people.remarks[0]


def test_the_remark_names_the_floor_a_person_is_given():
    assert "35 m2 a person" in placed().remarks[0]
    mixed = placed(totals=pd.Series({"west": 30.0})).remarks[0]
    assert "known totals in 1 of 2 communities" in mixed
    assert "70 m2 a person" in mixed


def test_the_share_of_known_floors_counts_the_homes_of_the_study_only():
    rows = HOUSES | {"w4": (square(1600, 100), "house"), "w9": (square(9000, 0), "house", 2.0)}
    assert "floors are known for 75% of 4 homes" in placed(rows).remarks[0]


def test_without_any_homes_weights_are_spread_over_the_land():
    people = placed({})
    assert people.basis == "even"
    assert by_community(people.cells) == {"east": 100, "west": 100}  # squares of 1 ha
    assert len(people.remarks) == 1
    assert "spread evenly over land, in: east-town, west-town" in people.remarks[0]


def test_a_total_without_homes_is_spread_over_the_land():
    people = placed({"w3": HOUSES["w3"]}, totals=pd.Series({"west": 250.0, "east": 40.0}))
    assert by_community(people.cells) == pytest.approx({"east": 40, "west": 250})
    assert people.basis == "known"
    assert set(people.cells.loc[people.cells["community_id"] == "west", "source"]) == {"even"}


def test_among_totals_a_community_without_one_is_as_dense_as_the_others():
    # nobody's home is mapped; 250 people on 100 ha in the west, so as many in the east
    people = placed({}, totals=pd.Series({"west": 250.0}))
    assert by_community(people.cells) == pytest.approx({"east": 250, "west": 250})
    assert people.basis == "mixed"
    assert "as densely as the other communities" in people.remarks[0]


def test_residential_land_without_mapped_homes_is_not_forgotten():
    # the west has 60 people on 100 ha; one hectare of homes in the east has 0.6
    around = objects((box(1100, 100, 1200, 200), {"landuse": "residential"}))
    people = placed({key: HOUSES[key] for key in ("w1", "w2")}, around=around)
    assert by_community(people.cells) == pytest.approx({"east": 0.6, "west": 60})
    assert "east-town" in people.remarks[1]


def test_a_community_where_nobody_lives_stays_with_nobody():
    people = placed({key: HOUSES[key] for key in ("w1", "w2")})
    town = with_population(TOWN, people.cells)
    assert town["population"].to_dict() == {"east": 0, "west": 60}
    assert empty_remark(town) == ("no homes in 1 of 2 communities, counted as 0 people: east-town",)
    assert empty_remark(town.loc[["west"]]) == ()


def test_nobody_by_the_table_is_told_apart_from_nobody_for_want_of_homes():
    # homes only in the west, where the table says 0; the east has neither home nor total
    totals = pd.Series({"west": 0.0, "east": np.nan})
    people = placed({"w1": HOUSES["w1"]}, totals=totals)
    assert empty_remark(with_population(TOWN, people.cells), totals) == (
        "the table of residents says 0 people in 1 of 2 communities: west-town",
        "no homes in 1 of 2 communities, counted as 0 people: east-town",
    )


def test_a_table_of_noughts_is_what_is_named_not_homes():
    totals = pd.Series({"west": 0.0, "east": 0.0})
    town = with_population(TOWN, placed(totals=totals).cells)
    assert empty_remark(town, totals) == (
        "the table of residents says 0 people in 2 of 2 communities: east-town, west-town",
    )


def test_a_total_of_nobody_needs_no_cells():
    people = placed({"w1": HOUSES["w1"]}, totals=pd.Series({"east": 0.0}))
    assert by_community(people.cells) == {"west": 20}


def test_the_order_of_communities_does_not_matter():
    one, two = placed(), placed(town=TOWN.iloc[::-1])
    pd.testing.assert_frame_equal(pd.DataFrame(one.cells), pd.DataFrame(two.cells))


@settings(max_examples=30, deadline=None)
@given(
    west=st.floats(0, 1e5),
    east=st.floats(0, 1e5),
    levels=st.lists(st.integers(1, 40), max_size=10),
)
def test_whatever_is_mapped_known_totals_come_out_as_they_went_in(west, east, levels):
    rows = {f"w{k}": (square(20 * k, 0), "yes", float(n)) for k, n in enumerate(levels)}
    people = placed(rows, totals=pd.Series({"west": west, "east": east}))
    town = with_population(TOWN, people.cells)
    assert town.loc["west", "population"] == pytest.approx(west, rel=1e-9, abs=1e-9)
    assert town.loc["east", "population"] == pytest.approx(east, rel=1e-9, abs=1e-9)


# The bundled sample


@pytest.fixture(scope="module")
def monaco():
    extract = read_osm(ROOT / "data" / "monaco" / "monaco.osm.pbf")
    crs = extract.boundaries.estimate_utm_crs()
    frames = (extract.buildings, extract.objects, extract.boundaries)
    return tuple(frame.to_crs(crs) for frame in frames)


def test_the_sample_has_six_quarters_with_the_cited_people(monaco):
    houses, around, borders = monaco
    town = admin_communities(borders)
    totals = read_residents(ROOT / "data" / "monaco" / "people.csv", town)["people"]
    people = place_people(houses, around, town, totals=totals)
    town = with_population(town, people.cells).set_index("name")
    assert people.basis == "mixed"
    # 21.6 % and 20.9 % of 38,367
    assert town.loc["Monte-Carlo", "population"] == pytest.approx(8287, rel=1e-9)
    assert town.loc["La Rousse", "population"] == pytest.approx(8019, rel=1e-9)
    assert town.loc["Larvotto", "population"] == pytest.approx(2192, rel=1e-9)
    assert town.loc["Monaco-Ville", "population"] == pytest.approx(1000, rel=1e-9)
    # the other five of nine quarters share 38,367 - 19,498 = 18,869
    estimated = town.loc[["Fontvieille", "La Condamine"], "population"]
    assert estimated.between(2000, 8000).all()
    assert estimated.sum() < 18_869


def test_the_sample_has_no_homes_in_its_landmarks(monaco):
    houses, around, _ = monaco
    found = residential_buildings(houses, around)
    names = houses.set_index("osm_id")["tags"].map(lambda tags: tags.get("name", ""))
    landmarks = r"Casino|Grimaldi Forum|Auditorium|Stade|Musée|Cathédrale|Prison|Gare "
    assert names.str.contains(landmarks).any()
    assert not names[found.index].str.contains(landmarks).any()


def test_a_home_here_and_there_in_many_communities_is_as_good_as_none():
    # 20 communities of 1 km, one home in the first: people are spread over all of them
    names = [f"c{n}" for n in range(20)]
    town = communities(
        {name: box(1000 * n, 0, 1000 * n + 1000, 1000) for n, name in enumerate(names)}
    )
    people = placed({"w1": (square(20, 20), "house", 2.0)}, town=town)
    assert people.basis == "even"
    assert set(people.cells["community_id"]) == set(names)
    assert any("hardly mapped (1 in 20 communities)" in remark for remark in people.remarks)
