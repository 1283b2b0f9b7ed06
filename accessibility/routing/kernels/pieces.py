"""Which nodes hang together."""

import numpy as np

from accessibility.routing.kernels.types import Int32, Mask, compiled


@compiled
def components(tail: Int32, head: Int32, keep: Mask, root: Int32) -> None:
    """Write into `root` (0..n-1 on entry) the lowest node each node hangs together with.

    Directions are not asked: an edge that is kept joins its two ends.
    """
    for e in range(tail.shape[0]):
        if keep[e]:
            a, b = np.int64(tail[e]), np.int64(head[e])
            while root[a] != a:
                root[a] = root[root[a]]
                a = np.int64(root[a])
            while root[b] != b:
                root[b] = root[root[b]]
                b = np.int64(root[b])
            if a < b:
                root[b] = a
            else:
                root[a] = b
    for v in range(root.shape[0]):  # a root is lower than what hangs from it: one pass does
        root[v] = root[root[v]]
