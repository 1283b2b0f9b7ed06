"""A drawn town as an OSM extract: two communities on a grid of streets, 100 m apart.

    row 5  +--+--+--+--+--+--+--+--+--+--+
           |  west 西社区  |  east 东社区  |
    row 0  +--+--+--+--+--+--+--+--+--+--+
         col 0             5             10

A home stands in every block, 40 m from the street on its left and half way up: 25 in the west,
25 in the east. The west has a kindergarten, a bus stop, a supermarket and a park; the east
a bus stop.
"""

from pathlib import Path

from tests.osm_files import write_osm

LON, LAT = 116.30, 39.95
STEP_LON, STEP_LAT = 0.00117, 0.0009  # about 100 m at this latitude
COLUMNS, ROWS = 11, 6


def place(column: float, row: float) -> tuple[float, float]:
    """Longitude and latitude of a spot of the grid."""
    return round(LON + column * STEP_LON, 7), round(LAT + row * STEP_LAT, 7)


def write_town(
    path: Path, *, streets: bool = True, boundaries: bool = True, compound: bool = False
) -> Path:
    """Write the town; without streets or boundaries to see what is said of it.

    With `compound`, four towers stand north of the last street, inside a wall of 390 x 40 m
    (1.6 ha) without a gate.
    """
    nodes: dict[int, tuple] = {}
    ways: dict[int, tuple] = {}
    relations: dict[int, tuple] = {}
    for row in range(ROWS):
        for column in range(COLUMNS):
            nodes[_corner(column, row)] = place(column, row)
    if streets:
        _draw_streets(ways)
    _draw_homes(nodes, ways)
    _draw_facilities(nodes, ways)
    if compound:
        _draw_compound(nodes, ways)
    if boundaries:
        _draw_community(nodes, ways, relations, 1, (-0.5, 5), {"name": "西社区"})
        _draw_community(nodes, ways, relations, 2, (5, 10.5), {"name": "东社区"})
    west, south = place(-10, -8)
    east, north = place(20, 13)
    return write_osm(
        path,
        nodes,
        ways,
        relations,
        header={"osmosis_replication_timestamp": "2024-05-01T00:00:00Z"},
        box=(west, south, east, north),
    )


def _corner(column: int, row: int) -> int:
    return 1 + row * COLUMNS + column


def _draw_streets(ways: dict[int, tuple]) -> None:
    for row in range(ROWS):
        refs = [_corner(column, row) for column in range(COLUMNS)]
        ways[100 + row] = (refs, {"highway": "residential", "name": f"第{row}街"})
    for column in range(COLUMNS):
        refs = [_corner(column, row) for row in range(ROWS)]
        ways[200 + column] = (refs, {"highway": "residential"})


def _draw_homes(nodes: dict[int, tuple], ways: dict[int, tuple]) -> None:
    for row in range(ROWS - 1):
        for column in range(COLUMNS - 1):
            tags = {"building": "apartments", "building:levels": "6"}
            _square(nodes, ways, 1000 + row * 10 + column, (column + 0.4, row + 0.5), 0.1, tags)


def _draw_facilities(nodes: dict[int, tuple], ways: dict[int, tuple]) -> None:
    nodes[5001] = (*place(2, 2), {"amenity": "kindergarten", "name": "红星幼儿园"})
    nodes[5002] = (*place(3, 3), {"highway": "bus_stop", "name": "第三街"})
    nodes[5003] = (*place(8, 3), {"highway": "bus_stop", "name": "东门"})
    nodes[5004] = (*place(1, 1), {"shop": "supermarket", "name": "<b>超市</b>"})
    _square(nodes, ways, 6001, (1.5, 3.5), 0.45, {"leisure": "park", "name": "人民公园"})


def _draw_compound(nodes: dict[int, tuple], ways: dict[int, tuple]) -> None:
    corners = [(0.55, 5.05), (4.45, 5.05), (4.45, 5.45), (0.55, 5.45)]
    refs = [9001, 9002, 9003, 9004]
    nodes.update((ref, place(*corner)) for ref, corner in zip(refs, corners, strict=True))
    ways[9000] = ([*refs, refs[0]], {"barrier": "wall"})
    for number in range(4):
        tags = {"building": "apartments", "building:levels": "30"}
        _square(nodes, ways, 9100 + number, (1 + number, 5.25), 0.1, tags)


def _draw_community(
    nodes: dict[int, tuple],
    ways: dict[int, tuple],
    relations: dict[int, tuple],
    number: int,
    columns: tuple[float, float],
    tags: dict[str, str],
) -> None:
    first = 7000 + number * 10
    west, east = columns
    corners = [(west, -0.5), (east, -0.5), (east, 5.5), (west, 5.5)]
    for offset, corner in enumerate(corners):
        nodes[first + offset] = place(*corner)
    ways[first] = ([first, first + 1, first + 2, first + 3, first], {})
    relations[number] = (
        [("w", first, "outer")],
        {"type": "boundary", "boundary": "administrative", "admin_level": "10", **tags},
    )


def _square(
    nodes: dict[int, tuple],
    ways: dict[int, tuple],
    number: int,
    middle: tuple[float, float],
    half: float,
    tags: dict[str, str],
) -> None:
    first = 100_000 + number * 10
    x, y = middle
    corners = [
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
    ]
    for offset, corner in enumerate(corners):
        nodes[first + offset] = place(*corner)
    ways[number] = ([first, first + 1, first + 2, first + 3, first], tags)
