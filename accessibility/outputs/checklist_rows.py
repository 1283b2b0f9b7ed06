"""Rows of the checklist for a reader: names, clause, source, the data each verdict rests on."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from accessibility.results import Results
from accessibility.standards import Item, Standard, audience_items

# What a reader looks for first; the figures behind it follow in the order of the contract.
_FIRST = ("standard", "community_id", "community", "level", "item", "item_name", "type",
          "requirement", "verdict", "reason", "rule", "limit", "limit_unit", "value", "coverage",
          "facility_id", "facility_name", "nearest_m", "people_uncovered")  # fmt: skip
_LAST = ("certainty", "confidence", "found", "expected", "found_share", "clause", "source",
         "data_source", "data_date")  # fmt: skip


def checklist_rows(results: Results, checklist: pd.DataFrame) -> pd.DataFrame:
    """A checklist with the names and the sources of each row, most asked for first.

    Returns
    -------
    DataFrame, numbered
        Columns of `checklist` and its index, and community, item_name (in the study's
        language), type, facility_name, clause, source (of the figures), data_source and
        data_date (of the facility that is told, else of the data that were searched).
    """
    table = checklist.reset_index()
    for name, told in _of_items(results, checklist).items():
        table[name] = told
    every = (results.town.communities["name"], results.town.units["name"])
    names = every[1 if "unit" in checklist else 0]
    names = names[~names.index.duplicated()]
    table["community"] = table["community_id"].map(names)
    own = table["facility_id"]
    table["facility_name"] = own.map(results.town.facilities["name"])
    table = table.assign(**_of_data(results, own))
    middle = [c for c in table.columns if c not in (*_FIRST, *_LAST)]
    return table[[*_FIRST, *middle, *(c for c in _LAST if c in table.columns)]]


def _of_items(results: Results, checklist: pd.DataFrame) -> dict[str, np.ndarray]:
    """What the standard says of the item of every row."""
    lang = "name_zh" if results.study.lang == "zh" else "name_en"
    asked: dict[str, Callable[[Standard, Item], str]] = {
        "item_name": lambda _, item: str(getattr(item, lang)),
        "type": lambda _, item: ", ".join(dict.fromkeys(part.type for part in item.parts)),
        "clause": lambda _, item: item.clause,
        "source": lambda one, item: item.source or one.source,
    }
    panels = audience_items()
    known = [*results.standards.values(), panels]
    every = [(one, item) for one in known for item in one.items]
    keys = pd.MultiIndex.from_tuples([(one.id, item.level, item.id) for one, item in every])
    row = keys.get_indexer(checklist.droplevel("community_id").index)
    told = {
        name: np.array([say(one, item) for one, item in every] + [np.nan], dtype=object)
        for name, say in asked.items()
    }
    return {name: texts[row] for name, texts in told.items()}


def _of_data(results: Results, facility_id: "pd.Series[str]") -> dict[str, "pd.Series[str]"]:
    """File and date of the facility that is told, else of the data that were searched."""
    dates = {source.name: source.date for source in results.town.sources}
    searched = next((s.name for s in results.town.sources if s.role == "osm"), None)
    file = facility_id.map(results.town.facilities["source"]).fillna(searched)
    return {"data_source": file, "data_date": file.map(dates)}
