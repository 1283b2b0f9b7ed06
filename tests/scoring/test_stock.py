"""What stands where."""

import numpy as np
import pandas as pd
from hypothesis import given

from accessibility.scoring.groups import facility_groups
from accessibility.scoring.stock import Stock
from accessibility.standards.schema import Part
from tests.scoring.kinds.supply_town import SITES, found, law, of_sites
from tests.scoring.town import item, standard

#   north: a 100 m2, b of unknown size, c possible 50 m2 | south: nothing | outside: d 10 m2
FOUND = found(
    ("a", "park", "sure"), ("b", "park", "sure"), ("c", "park", "possible"), ("d", "park", "sure"),
    at=["north", "north", "north", None],
    area_m2=[100, None, 50, 10],
)  # fmt: skip
NAMES = pd.Index(["north", "south"], dtype="str")
UNITS = {"community": NAMES, "district": pd.Index(["district"], dtype="str")}
PARK, LARGE = item("park"), item("park", min_site_m2=60.0, id="large")
MEMBERS = facility_groups(FOUND, {"test": standard(PARK, LARGE)})
STOCK = Stock(FOUND, MEMBERS, UNITS)


def test_facilities_are_counted_and_their_known_ground_added_up():
    sure, possible = (STOCK.held(["park"], kind, "community") for kind in ("sure", "possible"))
    assert (sure.count.tolist(), possible.count.tolist()) == ([2, 0], [3, 0])
    assert (sure.area_m2.tolist(), possible.area_m2.tolist()) == ([100, 0], [150, 0])
    assert sure.unsized.tolist() == possible.unsized.tolist() == [1, 0]


def test_who_is_in_two_groups_counts_once():
    # a is a park and a large park; with b possibly large there are two parks in all
    assert STOCK.held(["park", "park@60"], "sure", "community").count.tolist() == [2, 0]


def test_a_district_holds_what_is_inside_a_community():
    assert STOCK.held(["park"], "sure", "district").count.tolist() == [2]


def test_the_untold_are_sure_ones_whose_size_decides():
    untold = STOCK.untold(LARGE.parts[0], "community")
    assert untold["sizes"].tolist() == [1, 0]  # b: c is too small and of no sure type
    assert untold["tiers"].tolist() == [0, 0]
    assert STOCK.untold(Part(type="park"), "community")["sizes"].tolist() == [0, 0]


def test_a_group_nobody_is_in_and_a_sort_nobody_knows():
    assert STOCK.held(["library"], "sure", "community").count.tolist() == [0, 0]
    assert not STOCK.tells("subdistrict")
    assert not Stock(FOUND, MEMBERS, UNITS | {"subdistrict": NAMES}).tells("subdistrict")
    assert STOCK.tells("district")


def test_rows_and_figures_of_facilities():
    assert STOCK.rows(np.array(["d", "nobody", "a"], dtype=object)).tolist() == [3, -1, 0]
    assert np.isnan(STOCK.column("capacity")).all()
    assert STOCK.column("area_m2")[0] == 100


@law
@given(SITES)
def test_what_communities_hold_is_what_the_district_holds(sites):
    table = of_sites(sites)
    outlined = table.assign(district_id=table["community_id"])
    stock = Stock(outlined, facility_groups(table, {"test": standard(PARK)}), UNITS)
    for kind in ("sure", "possible"):
        parts, whole = (stock.held(["park"], kind, sort) for sort in ("community", "district"))
        inside = table["community_id"].notna() & ((table["certainty"] == "sure") | (kind != "sure"))
        assert parts.count.sum() == whole.count[0] == inside.sum()
        assert parts.unsized.sum() == table["area_m2"].isna()[inside].sum()
        assert np.isclose(parts.area_m2.sum(), table["area_m2"][inside].sum())
