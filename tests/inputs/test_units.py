"""Two communities of 1 km side by side; streets and blocks drawn over them.

x  0        1000       2000
   |  west    |  east    |
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPoint, Point, box

from accessibility.errors import UnitParentError, UnitsElsewhereError
from accessibility.inputs.holding import unit_at
from accessibility.inputs.unit_files import unit_table
from accessibility.inputs.units import Layer, unit_tree, with_unit_ids
from accessibility.tables import COMMUNITIES
from tests.inputs.plots import UTM

EAST, NORTH = 500_000.0, 5_000_000.0
NO = float("nan")


def place(west: float, south: float, east: float, north: float):
    return box(EAST + west, NORTH + south, EAST + east, NORTH + north)


WEST_SHAPE, EAST_SHAPE = place(0, 0, 1000, 1000), place(1000, 0, 2000, 1000)
BOTH = place(0, 0, 2000, 1000)


def table(shapes: dict, sort: str = "community", **columns) -> gpd.GeoDataFrame:
    geometry = gpd.GeoSeries(list(shapes.values()), crs=UTM)
    ids = pd.Series(list(shapes), dtype="str")
    frame = unit_table(geometry, ids=ids, names=ids.str.title(), sort=sort)
    return frame.assign(**{name: pd.Series(values) for name, values in columns.items()})


def town(**columns) -> gpd.GeoDataFrame:
    own = {"kind": {"east": "urban", "west": "urban"}, "population": {"east": 50.0, "west": 50.0}}
    return table({"east": EAST_SHAPE, "west": WEST_SHAPE}, **(own | columns))


def homes(*rows: tuple[float, str, float], y: float = 500) -> gpd.GeoDataFrame:
    """Cells as (x, community, people)."""
    return gpd.GeoDataFrame(
        {
            "community_id": pd.Series([row[1] for row in rows], dtype="str"),
            "people": [float(row[2]) for row in rows],
            "children": NO,
            "elderly": NO,
        },
        geometry=[Point(EAST + row[0], NORTH + y) for row in rows],
        crs=UTM,
    ).rename_axis("cell_id")


HOMES = homes((100, "west", 10), (900, "west", 40), (1100, "east", 30), (1900, "east", 20))


def tree(cells=HOMES, communities=None, **shapes):
    """The tree of layers given as {id: shape}, or as a frame."""
    layers = {
        sort: Layer(units=one if isinstance(one, gpd.GeoDataFrame) else table(one, sort),
                    source=f"{sort}.gpkg")
        for sort, one in shapes.items()
    }  # fmt: skip
    return unit_tree(layers, cells, town() if communities is None else communities)


def test_without_layers_nothing_is_in_any_unit():
    found = tree()
    assert found.units.empty
    COMMUNITIES.require(found.units)
    assert found.cells[["street_id", "block_id"]].isna().all(axis=None)
    assert found.communities["parent_id"].isna().all()
    assert found.remarks == ()


def test_cells_are_of_the_street_and_block_that_hold_their_point():
    found = tree(
        street={"s": BOTH},
        block={"b1": place(50, 450, 150, 550), "b2": place(1050, 450, 1950, 550)},
    )
    assert list(found.cells["street_id"]) == ["s"] * 4
    assert found.cells["block_id"].fillna("-").to_list() == ["b1", "-", "b2", "b2"]
    assert found.units["population"].to_dict() == {"s": 100, "b1": 10, "b2": 50}
    assert found.units["unit"].to_dict() == {"s": "street", "b1": "block", "b2": "block"}
    assert found.units["parent_id"].fillna("-").to_dict() == {"s": "-", "b1": "west", "b2": "east"}
    COMMUNITIES.require(found.units)
    assert found.units.index.name == "unit_id"


def test_who_lives_in_no_unit_is_counted():
    found = tree(block={"b1": place(50, 450, 150, 550), "b2": place(1050, 450, 1950, 550)})
    assert found.remarks == (
        "40 of 100 people (40%) live in none of the block units, so what is judged on those "
        "leaves them out",
    )


def test_of_two_units_at_one_place_the_first_by_id_counts():
    shapes = {"b": BOTH, "a": WEST_SHAPE}
    assert list(tree(street=shapes).cells["street_id"]) == ["a", "a", "b", "b"]
    on_border = tree(homes((1000, "east", 1)), street={"y": WEST_SHAPE, "x": EAST_SHAPE})
    assert list(on_border.cells["street_id"]) == ["x"]


def test_a_community_belongs_to_the_street_most_of_its_people_live_in():
    # the street "left" ends at 500: it has 10 of the west's people, "right" 40
    streets = {"left": place(0, 0, 500, 1000), "right": place(500, 0, 2000, 1000)}
    found = tree(street=streets)
    assert found.communities["parent_id"].to_dict() == {"east": "right", "west": "right"}
    assert found.units["population"].to_dict() == {"left": 10, "right": 90}
    assert found.remarks == (
        "1 of 2 communities lies in several street units: 10 people live in another than the "
        "one theirs belongs to: West",
    )


def test_on_a_tie_the_first_street_counts():
    streets = {"left": place(0, 0, 500, 1000), "right": place(500, 0, 1000, 1000)}
    cells = homes((100, "west", 10), (900, "west", 10))
    assert tree(cells, street=streets).communities.loc["west", "parent_id"] == "left"


def test_a_community_in_no_street_has_no_parent():
    found = tree(street={"s": WEST_SHAPE})
    assert found.communities["parent_id"].fillna("-").to_dict() == {"east": "-", "west": "s"}
    assert "50 of 100 people (50%) live in none of the street units" in found.remarks[0]


def test_a_parent_that_is_named_goes_before_where_people_live():
    streets = {"left": place(0, 0, 1000, 1000), "right": place(1000, 0, 2000, 1000)}
    named = town(parent_id={"east": "right", "west": "right"})
    found = tree(communities=named, street=streets)
    assert set(found.communities["parent_id"]) == {"right"}
    assert list(found.cells["street_id"]) == ["left", "left", "right", "right"]
    assert "50 people live in another than the one theirs belongs to: West" in found.remarks[0]


def test_a_parent_that_is_no_street_is_an_error():
    named = town(parent_id={"west": "souht", "east": "north"})
    with pytest.raises(UnitParentError) as error:
        tree(communities=named, street={"north": EAST_SHAPE, "south": WEST_SHAPE})
    message = str(error.value)
    assert "community 'west' names 'souht' as parent, which is no street" in message
    assert "did you mean 'south'?" in message


def test_a_block_may_name_its_community():
    blocks = table({"b": WEST_SHAPE}, "block", parent_id={"b": "east"})
    found = tree(block=blocks)
    assert found.units.loc["b", "parent_id"] == "east"
    blocks = table({"b": WEST_SHAPE}, "block", parent_id={"b": "wst"})
    with pytest.raises(UnitParentError, match=r"block 'b' names 'wst' as parent.* no community"):
        tree(block=blocks)


def test_without_streets_communities_that_name_one_are_put_together():
    found = tree(communities=town(parent_id={"west": "s1", "east": "s1"}))
    assert list(found.cells["street_id"]) == ["s1"] * 4
    assert found.units.loc["s1", "population"] == 100
    assert found.units.geometry["s1"].equals(BOTH)
    assert found.units.loc["s1", "name"] == "s1"
    assert found.remarks == ("the 1 street unit is the communities that name one as parent",)


def test_a_community_that_names_no_street_is_told():
    found = tree(communities=town(parent_id={"west": "s1"}))
    assert found.cells["street_id"].fillna("-").to_list() == ["s1", "s1", "-", "-"]
    assert found.remarks[1:] == (
        "1 community names none, and is in no street unit: East",
        "50 of 100 people (50%) live in none of the street units, so what is judged on those "
        "leaves them out",
    )


def test_units_outside_are_left_out_and_units_without_homes_stay_and_both_are_told():
    found = tree(
        street={
            "s": BOTH,
            "park": place(400, 0, 600, 100),  # in the west, without a home
            "far": place(9000, 0, 9500, 100),
            "beside": place(2000, 0, 3000, 1000),  # touches
            "shaky": place(1995, 0, 3000, 1000),  # 5 of 1005 m: below a hundredth
        }
    )
    assert list(found.units.index) == ["park", "s"]
    assert found.units.loc["park", "population"] == 0
    assert found.remarks == (
        "3 of 5 street units of street.gpkg lie outside the communities, and are left out: "
        "Beside, Far, Shaky",
        "no homes in 1 of 2 street units, counted as 0 people: Park",
    )


def test_a_layer_elsewhere_is_an_error_with_both_boxes():
    with pytest.raises(UnitsElsewhereError) as error:
        tree(street={"s": place(80_000, 0, 81_000, 1000)})
    message = str(error.value)
    # the zone's middle is 9 degrees east; 80 km at 45.15 N are 80 / 78.6 of a degree
    assert "street.gpkg: street units lie at longitude 10.0" in message
    assert "homes at longitude 9.00" in message
    assert "none holds a home" in message


def test_a_unit_is_of_the_kind_most_of_its_people_live_in():
    kinds = town(kind={"west": "rural", "east": "urban"})
    cells = homes((100, "west", 10), (900, "west", 40), (1100, "east", 30))
    found = tree(cells, kinds, street={"s": BOTH}, block={"b": EAST_SHAPE})
    assert found.units["kind"].to_dict() == {"s": "rural", "b": "urban"}
    assert found.remarks[0] == (
        "1 of 1 street units is of several kinds, and judged as the one most people live in: S"
    )


def test_groups_and_households_of_a_unit_are_those_of_its_people():
    # west: 20 households of 50 people, two in five; the street has 40 of its people
    communities = town(households={"west": 20.0, "east": 10.0})
    cells = HOMES.assign(children=[2.0, 8.0, NO, NO], elderly=[1.0, 4.0, 3.0, 2.0])
    streets = {"left": place(500, 0, 1000, 1000), "right": EAST_SHAPE}
    units = tree(cells, communities, street=streets).units
    assert units["households"].to_dict() == pytest.approx({"left": 16, "right": 10})
    assert units["elderly"].to_dict() == {"left": 4, "right": 5}
    assert units.loc["left", "children"] == 8
    assert np.isnan(units.loc["right", "children"])


def test_what_a_layer_tells_of_its_units_is_taken():
    own = {"households": {"s": 7.0}, "kind": {"s": "industrial"}}
    units = tree(street=table({"s": BOTH}, "street", **own)).units
    assert units.loc["s", "households"] == 7
    assert units.loc["s", "kind"] == "industrial"


def test_facilities_are_where_a_point_on_them_is():
    shapes = [
        Point(EAST + 10, NORTH + 10),
        place(1400, 400, 1500, 500),
        MultiPoint([(EAST + 5000, NORTH), (EAST + 5000, NORTH + 10)]),
    ]
    facilities = gpd.GeoDataFrame({"type": "park"}, geometry=shapes, index=["f", "g", "h"], crs=UTM)
    found = tree(street={"s": BOTH}, block={"b": EAST_SHAPE})
    placed = with_unit_ids(facilities, found).fillna("-")
    assert placed["community_id"].to_dict() == {"f": "west", "g": "east", "h": "-"}
    assert placed["street_id"].to_dict() == {"f": "s", "g": "s", "h": "-"}
    assert placed["block_id"].to_dict() == {"f": "-", "g": "b", "h": "-"}


def test_without_facilities_or_units_the_columns_are_there():
    none = gpd.GeoDataFrame({"type": []}, geometry=[], crs=UTM)
    assert with_unit_ids(none, tree()).columns[-3:].to_list() == [
        *("community_id", "street_id", "block_id")
    ]


def test_the_order_of_what_comes_in_does_not_matter():
    shapes = {"a": WEST_SHAPE, "b": EAST_SHAPE, "c": BOTH}
    turned = dict(reversed(shapes.items()))
    one = tree(street=shapes)
    two = tree(HOMES.iloc[::-1], town().iloc[::-1], street=turned)
    pd.testing.assert_frame_equal(one.units, two.units)
    assert one.cells["street_id"].to_dict() == two.cells["street_id"].to_dict()
    assert one.remarks == two.remarks


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=40))
def test_a_point_is_in_the_first_unit_that_shapely_says_holds_it(spots):
    units = table({"c": BOTH, "a": WEST_SHAPE, "b": place(500, 300, 1500, 700)})
    points = gpd.GeoSeries([Point(EAST + 60 * x, NORTH + 60 * y) for x, y in spots], crs=UTM)
    found = unit_at(points, units)
    for point, unit in zip(points, found, strict=True):
        holding = [key for key, shape in units.geometry.items() if shape.intersects(point)]
        assert (unit == min(holding)) if holding else pd.isna(unit)
    assert found.dtype == "str"
