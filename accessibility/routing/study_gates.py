"""Gates that a study opens or closes, whatever the map says of them."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from accessibility.errors import GatesError
from accessibility.network import Network

# Tags that say who gets through; the others tell of signals and crossings.
_SAYS_WHO = (
    "barrier", "access", "foot", "bicycle", "wheelchair", "vehicle", "motor_vehicle", "locked",
    "opening_hours", "kerb", "maxwidth", "maxwidth:physical", "bollard", "emergency",
)  # fmt: skip
_OPEN = {"barrier": "gate", "access": "yes"}
_CLOSED = {"barrier": "wall"}


def with_gates(
    network: Network, open_ids: Iterable[int] = (), closed_ids: Iterable[int] = ()
) -> Network:
    """The network with some of its nodes open to everybody, and others closed to all.

    Nothing that the map says of who gets through there counts any more. A node that is closed
    needs no barrier in the map: the streets that meet there are parted.

    Parameters
    ----------
    open_ids, closed_ids : OSM ids of nodes
        Of nodes where streets meet or end, or which the map gives a barrier, a signal or a
        crossing; others lie within a street and are not known.

    Raises
    ------
    GatesError
        For an id that is not among these, or is both opened and closed.
    """
    asked = {int(number): _OPEN for number in open_ids}
    for number in map(int, closed_ids):
        if number in asked and asked[number] is _OPEN:
            raise GatesError(number, "is to be both open and closed", "Take it out of one list")
        asked[number] = _CLOSED
    if not asked:
        return network
    rows = np.flatnonzero(np.isin(network.node_id, np.array([*asked], np.int64)))
    row = dict(zip(network.node_id[rows].tolist(), rows.tolist(), strict=True))
    for number in asked:
        if number not in row:
            raise GatesError(
                number,
                "is no node where streets meet or end, and none with a barrier on a street",
                "Give the id of a node of a street, as the map shows it",
            )
    return replace(network, node_tags=_told(network.node_tags, row, asked))


def _told(
    tags: pd.DataFrame, row: dict[int, int], asked: dict[int, dict[str, str]]
) -> pd.DataFrame:
    """The tags of nodes, with those rewritten that are asked for."""
    nodes = pd.Index([row[number] for number in asked], dtype=np.int32, name="node")
    own = tags.reindex(nodes)
    for key in _SAYS_WHO:
        own[key] = pd.array([says.get(key, np.nan) for says in asked.values()], dtype="str")
    return pd.concat([tags.drop(nodes, errors="ignore"), own]).sort_index()
