"""How far it is from the cells to groups of facilities, for everybody who was routed."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.measures.coverage import MM_PER_M, MS_PER_MIN, within
from accessibility.measures.proximity import travel_to
from accessibility.scoring.places import Floats
from accessibility.tables import Nearest

Travel = Mapping[tuple[str, str], Nearest]  # by role and certainty


class Ways:
    """Ways of some cells to every group, taken from the Nearest frames in the cells' order."""

    def __init__(
        self,
        cells: pd.Index,
        travel: Travel,
        frames: "dict[tuple[str, str, str], pd.DataFrame] | None" = None,
    ) -> None:
        self._cells = cells
        self._travel = travel
        self._frames = {} if frames is None else frames  # in the order of the cells
        self._near: dict[tuple[str, str, str, str, float], NDArray[np.bool_]] = {}

    def holds(self, role: str, certainty: str = "sure") -> bool:
        """Whether somebody of this role was routed."""
        return (role, certainty) in self._travel

    def metres(self, role: str, group: str, certainty: str = "sure") -> Floats:
        """Way of every cell to the nearest of a group [m]; ``inf`` where there is none."""
        return travel_to(self._frame(role, certainty, "metres"), group)

    def minutes(self, role: str, group: str, certainty: str = "sure") -> Floats:
        """The same [min]."""
        return travel_to(self._frame(role, certainty, "minutes"), group)

    def within(
        self, what: str, role: str, group: str, certainty: str, limit: float
    ) -> NDArray[np.bool_]:
        """Whether each cell has one of a group within a limit, of `what`: metres or minutes.

        Standards ask for much the same: what was found once is kept.
        """
        key = (what, role, group, certainty, limit)
        if key not in self._near:
            way = travel_to(self._frame(role, certainty, what), group)
            steps = MM_PER_M if what == "metres" else MS_PER_MIN
            self._near[key] = within(way, limit, steps=steps)
        return self._near[key]

    def again(self) -> "Ways":
        """The same ways, with nothing kept of what was asked."""
        return Ways(self._cells, self._travel, self._frames)

    def facility(
        self,
        role: str,
        group: str,
        certainty: str = "sure",
        *,
        rows: NDArray[np.intp] | slice = slice(None),
    ) -> NDArray[np.object_]:
        """The nearest facility of some cells, NaN where none is reached."""
        frame = self._frame(role, certainty, "facility_id")
        if group not in frame.columns:
            return np.full(len(self._cells), np.nan, dtype=object)[rows]
        return frame[group].iloc[rows].to_numpy(dtype=object)

    def unjoined(self, role: str) -> NDArray[np.bool_]:
        """Cells that could not join the network, as far as a role was routed."""
        if not self.holds(role):
            return np.zeros(len(self._cells), bool)
        metres = self._frame(role, "sure", "metres")
        return metres.isna().all(axis=1).to_numpy() & (len(metres.columns) > 0)

    def _frame(self, role: str, certainty: str, what: str) -> pd.DataFrame:
        key = (role, certainty, what)
        if key not in self._frames:
            frame = getattr(self._travel[role, certainty], what)
            same = frame.index.equals(self._cells)
            self._frames[key] = frame if same else frame.reindex(self._cells)
        return self._frames[key]
