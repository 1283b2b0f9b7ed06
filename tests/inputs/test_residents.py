from pathlib import Path

import pandas as pd
import pytest
from shapely import box

from accessibility.errors import PeopleTableError
from accessibility.inputs.residents import read_residents
from tests.inputs.plots import communities

WEST, EAST = box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)
TOWN = communities({"east": EAST, "west": WEST})


def people_of(path: Path, town) -> pd.Series:
    return read_residents(path, town)["people"]


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


def refused(path: Path) -> str:
    with pytest.raises(PeopleTableError) as error:
        read_residents(path, TOWN)
    message = str(error.value)
    assert message.startswith(f"{path}: ")
    assert "Remedy: " in message
    return message


@pytest.mark.parametrize(
    "text",
    [
        "community_id,people\nwest,90\neast,7.5\n",
        "people,note,id\n90,a,west\n7.5,b,east\n",
        "name,population\nwest-town,90\neast-town,7.5\n",
        "社区编码,常住人口\nwest,90\neast,7.5\n",
        "社区名称,人口\nwest-town,90\neast-town,7.5\n",
        "\ufeffcommunity_id,people\nwest,90\neast,7.5\n",
        "community_id,people\n west ,90\n\neast,7.5\n",
    ],
)
def test_totals_are_read_by_id_or_name(tmp_path, text):
    totals = people_of(table(tmp_path, text), TOWN)
    assert totals.to_dict() == {"east": 7.5, "west": 90}


def test_most_people_of_a_community_is_still_a_number(tmp_path):
    assert people_of(table(tmp_path, "id,people\nwest,1e8\n"), TOWN)["west"] == 1e8


def test_a_point_is_a_decimal_one_where_commas_separate_or_digits_do_not_come_in_threes(tmp_path):
    # 1.234 of a German table may be 1234; beside 17.5 it can only be 1.234
    assert people_of(table(tmp_path, "id,people\nwest,1.234\n"), TOWN)["west"] == 1.234
    mixed = people_of(table(tmp_path, "id;people\nwest;1.234\neast;17.5\n"), TOWN)
    assert mixed.to_dict() == {"east": 17.5, "west": 1.234}


def test_an_id_that_others_take_for_a_blank_is_an_id(tmp_path):
    town = communities({"NA": EAST, "null": WEST})
    totals = people_of(table(tmp_path, "community_id,people\nNA,7\nnull,8\n"), town)
    assert totals.to_dict() == {"NA": 7, "null": 8}


def test_columns_that_do_not_matter_may_stand_twice(tmp_path):
    text = "id,note,note,people,\nwest,a,b,90,\n"
    assert people_of(table(tmp_path, text), TOWN)["west"] == 90


def test_the_unicode_text_of_a_spreadsheet_is_read(tmp_path):
    path = tmp_path / "people.txt"
    path.write_bytes("社区编码\t常住人口\r\nwest\t90\r\n".encode("utf-16"))
    assert people_of(path, TOWN)["west"] == 90


def test_a_table_in_gbk_is_read(tmp_path):
    path = table(tmp_path, "社区编码,常住人口\nwest,90\n", "gb18030")
    assert people_of(path, TOWN)["west"] == 90


def test_a_blank_number_and_a_missing_row_are_not_known(tmp_path):
    north = communities({"east": EAST, "north": box(0, 1000, 1000, 2000), "west": WEST})
    totals = people_of(table(tmp_path, "community_id,people\nwest,\neast,5\n"), north)
    assert totals["east"] == 5
    assert totals[["north", "west"]].isna().all()
    assert list(totals.index) == list(north.index)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("community_id,people\nwest,90\nnorth,7\n", "line 3: no community 'north'"),
        ("name,people\nWest,7\n", "line 2: no community 'West'"),
        ("community_id,people\nwest,90\n\neast,many\n", "line 4: 'many' is no number"),
        ("community_id,people\nwest,-1\n", "line 2: '-1' is no number of people"),
        ("community_id,people\nwest,inf\n", "line 2: 'inf' is no number of people"),
        ("community_id,people\nwest,1\neast,2\nwest,3\n", "lines 2, 4 are all for 'west'"),
        ("community_id,number\nwest,1\n", "no column people (found: community_id, number)"),
        ("place,people\nwest,1\n", "no column community_id (or name) (found: place, people)"),
        ("community_id,people\n,5\n", "line 2: no community"),
        ("", "not a table"),
        ("community_id,people\n", "no number in it"),
        ("community_id,people\nwest,\neast, \n", "no number in it"),
        ("community_id,people\nwest,100000001\n", "line 2: '100000001' people; no community has"),
        ("community_id,people\nwest,1\neast,1e300\n", "line 3: '1e300' people"),
        ("community_id,people\nwest,1e999\n", "line 2: '1e999' is no number of people"),
        ("community_id,people\nwest,nan\n", "line 2: 'nan' is no number of people"),
        ("community_id,people\nwest,90,\n", "line 2 has 3 fields, the header has 2"),
        ("community_id,people\nwest,9\neast,1,000\n", "line 3 has 3 fields, the header has 2"),
        ("community_id,people,People\nwest,1,2\n", "column 'People' stands more than once"),
        ("id,id,people\nwest,east,2\n", "column 'id' stands more than once"),
        # the note of line 2 has a line break in it, so the east stands on line 4
        ('id,note,people\nwest,"one\ntwo",1\neast,,x\n', "line 4: 'x' is no number"),
        ('id,people\nwest,"1\n', "not a table (line 2: unexpected end of data)"),
        ("id;people\nwest;1.234\neast;17\n", "line 2: '1.234' may mean thousands"),
        ("id;people\nwest;7,5\n", "line 2: '7,5' is no number"),
    ],
)
def test_what_is_wrong_in_a_table_is_said_with_its_line(tmp_path, text, finding):
    assert finding in refused(table(tmp_path, text))


def test_the_name_of_two_communities_is_not_enough(tmp_path):
    path = table(tmp_path, "name,people\ntwin,5\n")
    with pytest.raises(PeopleTableError, match="line 2: 'twin' is the name of several"):
        people_of(path, TOWN.assign(name="twin"))


def test_a_missing_table_is_said_to_be_missing(tmp_path):
    assert "No such file" in refused(tmp_path / "none.csv")


def test_a_workbook_is_refused_with_the_way_out(tmp_path):
    path = tmp_path / "people.xlsx"
    path.write_bytes(b"PK")
    assert "save the table as CSV" in refused(path)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(b"community_id,people\n\xff\xff\xff,1\n")
    assert "neither UTF-8 nor GBK" in refused(path)


@pytest.mark.parametrize(
    "header",
    [
        "id,people,households,children,elderly",
        "id,people,Households,CHILDREN,elderly",
        "社区编码,常住人口,户数,儿童,老年人",
        "社区编码,人口,总户数,儿童人数,65岁以上",
        "编码,人口,家庭户数,0-14岁,60岁及以上",
    ],
)
def test_households_and_age_groups_are_read_beside_people(tmp_path, header):
    residents = read_residents(table(tmp_path, f"{header}\nwest,90,30,12,\neast,7,3,0,2\n"), TOWN)
    assert residents.loc["west"].drop("elderly").to_dict() == {
        "people": 90, "households": 30, "children": 12,
    }  # fmt: skip
    assert pd.isna(residents.loc["west", "elderly"])
    assert residents.loc["east"].to_list() == [7, 3, 0, 2]


def test_groups_without_a_column_are_not_known(tmp_path):
    residents = read_residents(table(tmp_path, "id,people,children\nwest,90,12\n"), TOWN)
    assert list(residents.columns) == ["people", "households", "children", "elderly"]
    assert residents["households"].isna().all()
    assert residents.loc["west", "children"] == 12
    assert residents.loc["east"].isna().all()


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("id,people,children\nwest,9,\neast,9,-1\n", "line 3: '-1' is no number of children"),
        ("id,people,elderly\nwest,9,some\n", "line 2: 'some' is no number of elderly"),
        ("id,people,户数\nwest,9,inf\n", "line 2: 'inf' is no number of households"),
        ("id,people,children\nwest,9,1e9\n", "line 2: '1e9' children; no community has so many"),
        ("id,people,children,Children\nwest,9,1,1\n", "'Children' stands more than once"),
        ("id;people;children\nwest;9;1.234\n", "line 2: '1.234' may mean thousands"),
        ("id,children\nwest,9\n", "no column people (found: id, children)"),
    ],
)
def test_what_is_wrong_with_a_group_is_said_with_its_line(tmp_path, text, finding):
    assert finding in refused(table(tmp_path, text))
