"""The other engines' graphs and searches. Each imports what it needs when it is called."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.cities import Graph

Groups = Sequence[NDArray[np.int64]]


def shortest(graph: Graph) -> tuple[NDArray, NDArray, NDArray]:
    """Edges with parallel ones reduced to the shortest: scipy would add them up."""
    low, high = np.minimum(graph.tail, graph.head), np.maximum(graph.tail, graph.head)
    order = np.lexsort((graph.mm, high, low))
    low, high, mm = low[order], high[order], graph.mm[order]
    new = np.ones(len(low), bool)
    new[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return low[new], high[new], mm[new]


def scipy_graph(graph: Graph) -> Any:
    """Both directions as a float64 CSR matrix, as `dijkstra` takes it without a copy."""
    from scipy.sparse import csr_matrix

    low, high, mm = shortest(graph)
    ends = (np.concatenate((low, high)), np.concatenate((high, low)))
    return csr_matrix((np.tile(mm, 2).astype(np.float64), ends), (graph.n, graph.n))


def scipy_nearest(matrix: Any, groups: Groups, limit_mm: float) -> list[NDArray[np.float64]]:
    from scipy.sparse.csgraph import dijkstra

    return [dijkstra(matrix, indices=g, min_only=True, limit=limit_mm) for g in groups]


def networkx_graph(graph: Graph) -> Any:
    import networkx as nx

    low, high, mm = shortest(graph)
    made = nx.Graph()
    made.add_nodes_from(range(graph.n))
    made.add_weighted_edges_from(zip(low.tolist(), high.tolist(), mm.tolist(), strict=True))
    return made


def networkx_nearest(made: Any, groups: Groups, limit_mm: float) -> list[dict[int, int]]:
    import networkx as nx

    return [
        nx.multi_source_dijkstra_path_length(made, set(group.tolist()), cutoff=limit_mm)
        for group in groups
    ]


def pandana_graph(graph: Graph, *, within_mm: float | None = None) -> Any:
    """Contracts at once. Weights are metres: pandana keeps whole thousandths of them."""
    import pandana
    import pandas as pd

    made = pandana.Network(
        pd.Series(graph.xy[:, 0]),
        pd.Series(graph.xy[:, 1]),
        pd.Series(graph.tail),
        pd.Series(graph.head),
        pd.DataFrame({"m": graph.mm / 1000}),
        twoway=True,
    )
    if within_mm is not None:
        made.precompute(within_mm / 1000)
    return made


def pandana_facilities(made: Any, graph: Graph, groups: Groups, limit_mm: float, most: int) -> None:
    """Tell pandana where facilities are; they sit on nodes."""
    import pandas as pd

    for row, group in enumerate(groups):
        x, y = (pd.Series(graph.xy[group, axis]) for axis in (0, 1))
        made.set_pois(str(row), limit_mm / 1000, most, x, y)


def pandana_nearest(made: Any, groups: Groups, limit_mm: float) -> list[Any]:
    """In metres, one table a type; what is beyond is infinite."""
    beyond = limit_mm / 1000
    return [
        made.nearest_pois(beyond, str(row), num_pois=1, max_distance=np.inf)
        for row in range(len(groups))
    ]


def pandana_several(made: Any, groups: Groups, limit_mm: float, most: int) -> list[Any]:
    """Metres to the nearest few and then which they are, one table a type."""
    beyond = limit_mm / 1000
    return [
        made.nearest_pois(
            beyond, str(row), num_pois=most, include_poi_ids=True, max_distance=np.inf
        )
        for row in range(len(groups))
    ]
