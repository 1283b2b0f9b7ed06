"""Extracts, streets and heights."""

from collections.abc import Iterable
from pathlib import Path

from accessibility.errors.base import InputError


class OsmFileMissingError(InputError):
    """The OpenStreetMap file is not there, or is a folder."""

    def __init__(self, path: Path) -> None:
        finding = "is a folder" if path.is_dir() else "no such file"
        super().__init__(f"{path}: {finding}. Name an OpenStreetMap extract (.osm.pbf, .osm).")


class OsmUnreadableError(InputError):
    """The file is not OpenStreetMap data."""

    def __init__(self, path: Path, finding: str, suffixes: Iterable[str]) -> None:
        super().__init__(
            f"{path}: not readable as OpenStreetMap data ({finding.rstrip('.')}). "
            f"Give an extract whose name ends as its format does: {', '.join(suffixes)}."
        )


class OsmDamagedError(OsmUnreadableError):
    """One object of the file says what no map can say."""

    def __init__(self, path: Path, finding: str) -> None:
        InputError.__init__(
            self,
            f"{path}: not readable as OpenStreetMap data: what it says of one object cannot be "
            f"({finding.rstrip('.')}). Mend that object, or fetch the extract again.",
        )


class AcrossMeridianError(InputError):
    """Streets on both sides of 180 degrees, or all around the globe."""

    def __init__(self, where: str, west: float, east: float) -> None:
        super().__init__(
            f"{where}: streets lie from longitude {west:.4f} to {east:.4f}, so on both sides of "
            "the 180th meridian or scattered over the globe. "
            "Give an extract that lies on one side of it."
        )


class OutsideUtmError(InputError):
    """There is no UTM zone to measure in."""

    def __init__(self, lon: float, lat: float) -> None:
        super().__init__(
            f"streets: their middle lies at longitude {lon:.4f}, latitude {lat:.4f}, where no UTM "
            "zone is (they cover latitude 80 S to 84 N). See whether longitude and latitude were "
            "swapped, or choose a place between."
        )


class StreetTooLongError(InputError):
    """A street between two junctions is longer than streets are."""

    def __init__(self, metres: float, most_m: float) -> None:
        super().__init__(
            f"streets: one is {metres / 1000:,.0f} km long without a junction, longer than the "
            f"{most_m / 1000:,.0f} km that can be. Take it out of the extract."
        )


class OsmTruncatedError(InputError):
    """The OpenStreetMap file ends before its data does."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(
            f"{path}: the file ends too early, after {size:,} bytes. "
            "The download was probably cut off: fetch it again."
        )


class OsmHistoryFileError(InputError):
    """A change or history file holds several states of one object."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: holds changes or history, not one state of the map. "
            "Give an extract, or make one with `osmium time-filter`."
        )


class OsmEmptyError(InputError):
    """The extract holds no object at all."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: holds no street, no building and no facility. "
            "Check that the extract was cut out at the right place."
        )


class NoStreetsError(InputError):
    """The extract holds no street to walk on."""

    def __init__(self, path: Path, finding: str) -> None:
        super().__init__(
            f"{path}: {finding}. Give an extract of all objects (ways with highway=*, "
            "and their nodes), cut out at the right place."
        )


class GraphError(InputError):
    """A networkx graph lacks what a street network needs."""

    def __init__(self, finding: str) -> None:
        super().__init__(
            f"graph: {finding}. Give a graph as OSMnx makes it: graph['crs'], x and y on "
            "every node, length in metres on edges where known."
        )


class ElevationFileError(InputError):
    """An elevation raster is not what it should be."""

    def __init__(self, path: Path, finding: str, remedy: str) -> None:
        super().__init__(f"{path}: {finding}. Remedy: {remedy}.")


class ElevationElsewhereError(InputError):
    """No street lies on the raster; boxes are west, south, east, north in degrees."""

    def __init__(self, path: Path, raster: Iterable[float], streets: Iterable[float]) -> None:
        here, there = ([f"{x:.4f}" for x in box] for box in (raster, streets))
        super().__init__(
            f"{path}: lies at longitude {here[0]} to {here[2]}, latitude {here[1]} to {here[3]}; "
            f"streets at longitude {there[0]} to {there[2]}, latitude {there[1]} to {there[3]}: "
            "no street is on it. Remedy: give the elevation of the same place, and see whether "
            "the coordinate system written in the file is the true one."
        )
