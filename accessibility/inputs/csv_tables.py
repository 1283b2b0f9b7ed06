"""Tables as spreadsheets save them as text: encoding and separator vary, columns have names."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from accessibility.errors import InputError

SUFFIXES = (".csv", ".tsv", ".txt")  # Excel calls its "Unicode text" .txt

_SEPARATORS = (",", ";", "\t")  # in this order where a header splits equally well by two

Fault = Callable[[Path, str, str], InputError]  # of path, finding and remedy


def read_table(path: Path, fault: Fault) -> tuple[pd.DataFrame, str]:
    """A table as text, and its separator; its index is the line where each row begins.

    Read as UTF-8, UTF-16 with its mark, or GB 18030, separated by comma, semicolon or tab.
    Cells without text are NaN, rows without any are left out; "NA" is a text like others.

    Parameters
    ----------
    fault : error to raise, made of path, finding and remedy
    """
    text = _text(path, fault)
    try:
        separator = _separator(text)
        rows = list(_rows(text, separator))
    except csv.Error as error:
        raise fault(path, f"not a table ({error})", "save it as CSV") from error
    if not rows:
        raise fault(path, "not a table (it is empty)", "save it as CSV, with names of columns")
    header = rows[0][1]
    _require_no_more_fields(path, rows, fault)
    filled = [cells + [""] * (len(header) - len(cells)) for _, cells in rows[1:]]
    table = pd.DataFrame(filled, [line for line, _ in rows[1:]], header, dtype="str")
    return table.where(table != ""), separator


def require_single(path: Path, table: pd.DataFrame, column: str, fault: Fault) -> None:
    """Raise where a column's name stands more than once in the header, whatever its case."""
    if sum(str(name).lower() == column.lower() for name in table.columns) > 1:
        finding = f"column {column!r} stands more than once in the header"
        raise fault(path, finding, "keep one of them")


def _require_no_more_fields(path: Path, rows: list[tuple[int, list[str]]], fault: Fault) -> None:
    """Raise where a row has more fields than the header, as they would move into other columns."""
    due = len(rows[0][1])
    for line, cells in rows:
        if len(cells) > due:
            finding = f"line {line} has {len(cells)} fields, the header has {due}"
            remedy = "leave out thousands separators and separators at the end of a line"
            raise fault(path, finding, remedy)


def _text(path: Path, fault: Fault) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise fault(path, error.strerror or str(error), "check the path") from error
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:  # else UTF-16 without its mark, or no text at all
            return text
    raise fault(path, "its text is neither UTF-8 nor GBK", "save it as UTF-8")


def _separator(text: str) -> str:
    """What splits the header into most names."""

    def names(separator: str) -> int:
        try:
            return len(next(_rows(text, separator), (0, []))[1])
        except csv.Error:
            return 1  # as good as no split: what is wrong is told when the rows are read

    return max(_SEPARATORS, key=names)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold any text, without blanks around cells, and the lines where they begin."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise csv.Error(f"line {line}: {error}") from error
