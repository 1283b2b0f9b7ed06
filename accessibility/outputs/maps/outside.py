"""Where people live whom an item does not serve, cell by cell: the squares of the map."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.outputs.maps.packing import runs
from accessibility.results import Results
from accessibility.standards import Item, Standard
from accessibility.standards.schema import REACH_RULES
from accessibility.study import MODES

_BY_BICYCLE = REACH_RULES[:3]  # distance, time, straight line: may pass by bicycle instead
_WHOLE = 1 - 1e-6  # share of a cell that is served if all of it is


@dataclass(frozen=True, kw_only=True)
class Homes:
    """Where people live, in the order in which the page holds the cells."""

    cells: pd.Index
    people: NDArray[np.float64]
    minutes: Mapping[str, pd.DataFrame]  # to the nearest sure facility, by role


def homes(results: Results, cells: pd.Index) -> Homes:
    """Cells in the page's order, with their people and their minutes by every role shown."""
    people = results.town.cells["people"].reindex(cells).fillna(0).to_numpy(np.float64)
    minutes = {
        role: results.nearest[role, "sure"].minutes.reindex(cells) for role in shown_roles(results)
    }
    return Homes(cells=cells, people=people, minutes=minutes)


def shown_roles(results: Results) -> list[str]:
    """`walk`, and `bike` where it was asked for: the roles, whichever profiles take them."""
    return [role for role in MODES if (role, "sure") in results.nearest]


def outside(
    results: Results, standard: Standard, homes: Homes, *, told: Collection[tuple[str, str]]
) -> dict[str, list[str | None]]:
    """By role and item the inhabited cells that are not served, as runs; None: not to be told.

    On foot these are the cells that the verdict counts, whatever rule decides: of a unit that
    holds too little all cells. By bicycle, cells beyond the minutes.

    Parameters
    ----------
    told : items, by level and id, that some community can be judged by
    """
    shown = [item if (item.level, item.id) in told else None for item in standard.located]
    served = results.served[standard.id].reindex(homes.cells)
    away: dict[str, list[NDArray[np.bool_] | None]] = {
        "walk": [None if item is None else _unserved(served, item) for item in shown]
    }
    if "bike" in homes.minutes:
        rule = results.study.rule
        away["bike"] = [
            None if item is None else _by_bicycle(homes, standard, item, rule) for item in shown
        ]
    here = homes.people > 0
    return {
        role: [None if cells is None else runs(here & cells) for cells in found]
        for role, found in away.items()
    }


def _unserved(served: pd.DataFrame, item: Item) -> NDArray[np.bool_]:
    """Cells that are not served, or not wholly."""
    return np.asarray(~(served[item.level, item.id].to_numpy(np.float64) >= _WHOLE))


def _by_bicycle(
    homes: Homes, standard: Standard, item: Item, rule: str
) -> NDArray[np.bool_] | None:
    """Cells beyond the minutes for whoever has a bicycle, and may leave it and walk."""
    limit = standard.limit_min(item)
    if limit is None or (item.rule or rule) not in _BY_BICYCLE:
        return None
    near = [
        np.fmin.reduce([table[part.group].to_numpy(np.float64) for table in tables])
        for part in item.parts
        if (tables := [t for t in homes.minutes.values() if part.group in t])
    ]
    if not near or (item.combine == "all" and len(near) < len(item.parts)):
        return None
    joint = np.fmin if item.combine == "any" else np.maximum
    return beyond(np.asarray(joint.reduce(near), np.float64), limit)


def beyond(reach: NDArray[np.float64], limit: float) -> NDArray[np.bool_]:
    """Whose reach is above a limit (inclusive), or not known."""
    return ~(reach <= limit + 1e-9)
