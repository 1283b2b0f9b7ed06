import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.errors import PeopleTableError
from accessibility.inputs.csv_tables import read_table, require_single

ROWS = [["社区", "people"], ["华清园, 一区", "90"], ["b", ""], ["c", "7.5"]]


def written(folder, rows, *, separator=",", encoding="utf-8", end="\r\n"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    path = folder / "table.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_way_a_spreadsheet_saves_a_table_gives_the_same_one(
    tmp_path, separator, encoding, end
):
    path = written(tmp_path, ROWS, separator=separator, encoding=encoding, end=end)
    table, found = read_table(path, PeopleTableError)
    assert found == separator
    assert list(table.columns) == ROWS[0]
    assert list(table.index) == [2, 3, 4]  # lines of the file
    assert list(table["社区"]) == ["华清园, 一区", "b", "c"]
    assert table["people"].isna().to_list() == [False, True, False]


def test_rows_are_numbered_by_the_line_on_which_they_begin(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('\n\nid,note\na,"1\n2\n3"\n\n,\nb,4\n')
    table, _ = read_table(path, PeopleTableError)
    # the header is line 3, a begins on 4 and ends on 6, 7 is blank, 8 has a comma only
    assert table["id"].to_dict() == {4: "a", 9: "b"}
    assert table["note"][4] == "1\n2\n3"


def test_a_short_row_is_blank_at_its_end(tmp_path):
    table, _ = read_table(written(tmp_path, [["a", "b", "c"], ["1"]]), PeopleTableError)
    assert table["a"].to_list() == ["1"]
    assert table[["b", "c"]].isna().all(axis=None)


def test_a_comma_in_a_name_of_a_column_does_not_make_it_the_separator(tmp_path):
    rows = [["id", "people, in all", "note"], ["a", "1", "x"]]
    table, separator = read_table(written(tmp_path, rows, separator=";"), PeopleTableError)
    assert separator == ";"
    assert table["people, in all"].to_list() == ["1"]


@pytest.mark.parametrize(
    ("raw", "finding"),
    [
        (b"", "it is empty"),
        (b"\n \n", "it is empty"),
        (b"\xef\xbb\xbf", "it is empty"),
        ("id,people\na,1\n".encode("utf-16-le"), "neither UTF-8 nor GBK"),  # without its mark
        (b"\xff\xfei\x00d\x00,", "neither UTF-8 nor GBK"),
        (b'id,"people\na,1\n', "line 1: unexpected end of data"),
        (b'id,people\n\na,"1"2\n', "line 3: "),
        (b"id,people\na,1,2\n", "line 2 has 3 fields, the header has 2"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path, raw, finding):
    path = tmp_path / "table.csv"
    path.write_bytes(raw)
    with pytest.raises(PeopleTableError, match=finding):
        read_table(path, PeopleTableError)


def test_a_column_asked_for_may_stand_once_only(tmp_path):
    table = pd.DataFrame([["1", "2", "3", "4"]], columns=["id", "ID", "note", "lon"])
    require_single(tmp_path, table, "lon", PeopleTableError)
    with pytest.raises(PeopleTableError, match="column 'id' stands more than once"):
        require_single(tmp_path, table, "id", PeopleTableError)


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]))


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(cells, cells), max_size=8), separator=st.sampled_from(",;\t"))
def test_whatever_is_written_is_read_again(tmp_path_factory, rows, separator):
    kept = [row for row in rows if any(row)]
    folder = tmp_path_factory.mktemp("tables")
    path = written(folder, [("one", "two"), *kept], separator=separator)
    table, _ = read_table(path, PeopleTableError)
    assert [tuple(row) for row in table.fillna("").to_numpy()] == kept
