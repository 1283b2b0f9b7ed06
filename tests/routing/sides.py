"""Random cells, facilities with doors, and what networkx says of the ways between them."""

from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import strategies as st

from accessibility.routing.graph import Costs, TravelGraph
from accessibility.routing.joined import Sides
from accessibility.routing.kernels.compiling import CHECKED
from tests.routing.oracles import cut_graph, graph_of, joins, networks, open_edges


def examples(number: int) -> int:
    """How many examples to try: with every index checked, a fifth of them will do."""
    return max(number // 5, 5) if CHECKED else number


@dataclass(frozen=True)
class Town:
    """A random town and the cost of every way of it."""

    graph: TravelGraph
    costs: Costs
    sides: Sides
    costs_of: dict[tuple[int, int], int]  # by row of the cell and rank of the facility

    def within(self, limit: int, ranks: set[int] | None = None) -> dict[tuple[int, int], int]:
        """Those within a limit, of some facilities."""
        return {
            (cell, rank): cost
            for (cell, rank), cost in self.costs_of.items()
            if cost <= limit and (ranks is None or rank in ranks)
        }

    def changed(self, order: list[int], doors: list[int]) -> Sides:
        """The same sides with cells and doors in another order."""
        return Sides(
            self.sides.facilities,
            self.sides.cells.iloc[order],
            self.sides.doors.iloc[doors].reset_index(drop=True),
            self.sides.owners,
            self.sides.owner[doors],
        )


@st.composite
def random_towns(
    draw: st.DrawFn, profile: str = "walk", cells: int = 4, doors: int = 5, facilities: int = 3
) -> Town:
    """Any multigraph with cells and doors anywhere on it; a facility may have no door."""
    network = draw(networks())
    graph = graph_of(network, profile)
    here = open_edges(graph, draw(joins(network, cells)), leaving=True)
    there = open_edges(graph, draw(joins(network, doors)))
    owner = draw(st.lists(st.integers(0, facilities - 1), min_size=doors, max_size=doors))
    owners = pd.Index(np.arange(facilities), dtype=object)
    sides = Sides(
        gpd.GeoDataFrame({"type": "shop"}, index=range(facilities)),
        here, there, owners, np.array(owner, np.int32),
    )  # fmt: skip
    costs = graph.units[-1]
    return Town(graph, costs, sides, _costs_of(graph, costs, sides))


def _costs_of(graph: TravelGraph, costs: Costs, sides: Sides) -> dict[tuple[int, int], int]:
    on = [
        side.loc[side["edge"] >= 0, ["edge", "offset_mm"]].itertuples(index=False, name=None)
        for side in (sides.cells, sides.doors)
    ]
    cut = cut_graph(graph, costs, [*on[0], *on[1]])
    found: dict[tuple[int, int], int] = {}
    pace = costs.join_pace
    for i, cell in enumerate(sides.cells.itertuples()):
        if cell.edge < 0:
            continue
        far = nx.single_source_dijkstra_path_length(cut, (cell.edge, cell.offset_mm, "out"))
        for door, rank in zip(sides.doors.itertuples(), sides.owner.tolist(), strict=True):
            at = (door.edge, door.offset_mm, "in")
            if at not in far:
                continue
            joined = sum(  # to the nearest whole unit
                int((2 * mm * pace.numerator + pace.denominator) // (2 * pace.denominator))
                for mm in (cell.join_mm, door.join_mm)
            )
            cost = int(far[at]) + joined
            found[i, rank] = min(found.get((i, rank), cost), cost)
    return found
