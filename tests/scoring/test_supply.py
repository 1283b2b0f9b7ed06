"""What units hold, brought to verdicts: what is lacking here is not what is lacking there."""

import pytest

from accessibility.scoring.checklist import checklist
from accessibility.scoring.rules import Rules
from tests.scoring.kinds.supply_town import found, supply
from tests.scoring.town import cells, communities, nearest, standard

#   north 40: a park of unknown size | south 60: a possible large one | west 10: a large one
#   east 5: none
PEOPLE, COMMUNITY = [40, 60, 10, 5], ["north", "south", "west", "east"]
FOUND = found(
    ("dot", "park", "sure"), ("maybe", "park", "possible"), ("park", "park", "sure"),
    at=["north", "south", "west"], area_m2=[None, 9000, 9000],
)  # fmt: skip


def judged(item, households=()):
    table = cells(PEOPLE, COMMUNITY)
    homes = dict(households)
    names = communities(table)
    return checklist(
        standard(item),
        communities=names.assign(households=[homes.get(one, float("nan")) for one in names.index]),
        cells=table,
        facilities=FOUND,
        nearest=nearest(table, {"park": [10.0] * 4}),
        rules=Rules(),
    ).droplevel(["standard", "level", "item"])


def test_each_community_is_told_what_it_lacks_itself():
    table = judged(supply("presence", min_site_m2=5000.0))
    assert table["verdict"].to_dict() == {
        "north": "cannot_tell", "south": "cannot_tell", "west": "met", "east": "not_met",
    }  # fmt: skip
    assert table["cause"]["north"] == "lacking sizes"
    assert table["cause"]["south"] == "possible"
    assert table["value"].to_dict() == {"north": 0, "south": 0, "west": 1, "east": 0}


def test_a_unit_whose_households_are_known_is_judged_and_its_neighbour_is_not():
    # west: 9000 m2 for 300 homes are 3000 m2 a hundred; east has homes and no park
    item = supply("amount", least=30.0, per="100_households")
    table = judged(item, {"west": 300.0, "east": 10.0})
    assert table["verdict"].to_dict() == {
        "north": "cannot_tell", "south": "cannot_tell", "west": "met", "east": "not_met",
    }  # fmt: skip
    assert table["cause"]["south"] == "lacking households"
    assert table["value"]["west"] == pytest.approx(3000)


def test_half_of_what_is_asked_is_not_partly_and_more_than_half_is():
    # two asked of the west, which has one; of 9000 m2 asked each, 900 for each of its 10
    halfway = judged(supply("count", least=2.0))["verdict"]["west"]
    assert halfway == "not_met"
    nearly = judged(supply("amount", least=1000.0, per="person"))["verdict"]["west"]
    assert nearly == "partly"
