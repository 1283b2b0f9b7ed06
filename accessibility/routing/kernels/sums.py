"""What is within reach, summed up without keeping the pairs."""

# ruff: noqa: PLR0917

from typing import NamedTuple

import numpy as np

from accessibility.routing.kernels.compiling import compiled
from accessibility.routing.kernels.pairs import Finds, Sources, Streets, Targets, find
from accessibility.routing.kernels.types import BEYOND, Float64, Int32, Int64, Space

EVEN, STEPS, LINEAR, EXPONENTIAL, POWER, GAUSSIAN = range(6)


class Fall(NamedTuple):
    """What a facility counts by its cost; see `accessibility.routing.decay`."""

    kind: int
    scale: float
    power: float
    upto: Int64  # the steps' limits, ascending
    worth: Float64  # and what counts up to there
    pace: Int64  # [2]: the falls are in units of cost * pace[0] / pace[1], rounded up


@compiled
def weigh(fall: Fall, best: Int32, found: Int32, count: int, weight: Float64) -> None:
    """What each of the first `count` owners found counts."""
    kind, scale, power, upto, worth, pace = fall
    if kind == EVEN:
        weight[:count] = 1.0
        return
    for i in range(count):
        cost = np.int64(best[np.uint64(found[i])])
        far = -((-cost * pace[0]) // pace[1])
        x = far / scale
        if kind == STEPS:
            s = 0
            while s < upto.shape[0] and far > upto[s]:
                s += 1
            weight[i] = worth[s] if s < upto.shape[0] else 0.0
        elif kind == LINEAR:
            weight[i] = max(0.0, 1.0 - x)
        elif kind == EXPONENTIAL:
            weight[i] = np.exp(-x)
        elif kind == POWER:
            weight[i] = max(x, 1.0) ** -power
        else:
            weight[i] = np.exp(-0.5 * x * x)


@compiled
def sum_of_groups(
    streets: Streets, sources: Sources, start: int, stop: int, targets: Targets, limit: int,
    space: Space, finds: Finds, fall: Fall, supply: Float64, people: Float64, shared: bool,
    weight: Float64, total: Float64,
) -> None:  # fmt: skip
    """Add to the owners in `total` what the groups from `start` to `stop` supply, in order.

    With `shared`, a group's supply is divided by the people within its reach, each counting
    as far as the fall says: 2SFCA, both steps in one search. `people` are such that all of
    them together are below 2**61, and whole units of them are added up, so that their order
    does not matter. `weight` has t rows, as there are at most t finds.
    """
    best, found = finds
    for g in range(start, stop):
        if supply[g] == 0.0:
            continue
        n = find(streets, sources, g, targets, limit, space, finds)
        weigh(fall, best, found, n, weight)
        amount = supply[g]
        if shared:
            asked = np.int64(0)
            for i in range(n):
                asked += np.int64(people[np.uint64(found[i])] * weight[i] + 0.5)
            amount = supply[g] / asked if asked else 0.0
        for i in range(n):
            t = np.uint64(found[i])
            total[t] += amount * weight[i]
            best[t] = BEYOND
