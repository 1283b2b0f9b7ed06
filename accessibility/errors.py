"""Every error a user can fix: what is wrong, where, what was found, what to do.

A message is written once, here. `AccessibilityError` is caught once, in `cli/`.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path


class AccessibilityError(Exception):
    """The base of every error this package raises on purpose."""


class InputError(AccessibilityError):
    """The user's arguments or files are wrong, and the message says how."""


class MissingColumnError(InputError):
    """A table lacks a column that the analysis needs."""

    def __init__(self, table: str, column: str, found: Iterable[str]) -> None:
        super().__init__(
            f"{table}: no column {column!r} (found: {', '.join(map(str, found))}). "
            f"Rename it in the file, or map it in the study file."
        )


class UnknownNameError(InputError):
    """A name that is not among those on offer."""

    def __init__(self, where: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        close = get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."
        super().__init__(f"{where}: {name!r} is not known. {hint}")


class FolderExistsError(InputError):
    """The results folder exists, and nothing is overwritten unasked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder}: already there and not empty. "
            "Choose another folder with -o, or add --force to replace the results in it."
        )


class FolderNotWritableError(InputError):
    """The results cannot be written."""

    def __init__(self, folder: Path, fault: OSError) -> None:
        super().__init__(
            f"{folder}: cannot be written ({fault.strerror or fault}). "
            "Nothing was left half-written. Free some space, or choose another place with -o."
        )


class PointsFileError(InputError):
    """A file of places to start from is not what it should be."""

    def __init__(self, path: Path, finding: str, remedy: str) -> None:
        super().__init__(f"{path}: {finding}. Remedy: {remedy}.")


class StandardFileError(InputError):
    """A standard's file does not say what a standard must; every fault of it is named."""

    def __init__(self, path: Path, faults: Sequence[str]) -> None:
        listed = "".join(f"\n  - {fault}" for fault in faults)
        super().__init__(
            f"{path}: not a standard as it should be.{listed}\n"
            "Mend the file; `accessibility standards validate FILE` checks it again, and "
            "the bundled standards show how one is written."
        )


class AreasFileError(InputError):
    """A file of communities, or of a boundary, is not what it should be."""

    def __init__(self, path: Path, finding: str, remedy: str) -> None:
        super().__init__(f"{path}: {finding}. Remedy: {remedy}.")


class PeopleTableError(InputError):
    """A table of residents is not what it should be."""

    def __init__(self, path: Path, finding: str, remedy: str) -> None:
        super().__init__(f"{path}: {finding}. Remedy: {remedy}.")


class NoCommunitiesError(InputError):
    """Nothing is left to give a verdict on."""

    def __init__(self, finding: str, remedy: str) -> None:
        super().__init__(f"communities: {finding}. Remedy: {remedy}.")


class CommunitiesElsewhereError(InputError):
    """Communities and streets do not meet; boxes are west, south, east, north in degrees."""

    def __init__(self, source: str, communities: Iterable[float], streets: Iterable[float]) -> None:
        here, there = ([f"{x:.4f}" for x in box] for box in (communities, streets))
        super().__init__(
            f"{source}: communities lie at longitude {here[0]} to {here[2]}, latitude "
            f"{here[1]} to {here[3]}; streets at longitude {there[0]} to {there[2]}, latitude "
            f"{there[1]} to {there[3]}: "
            "no community holds a street. Remedy: see whether the two files show the same place, "
            "whether longitude and latitude were swapped, and whether the coordinate system "
            f"written in {source} is the true one (GCJ-02 is off by some 500 m)."
        )


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


class TemporaryFolderFullError(InputError):
    """There is no room for the working copy that reading a file needs."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"{folder}: no space left on the device. Free some space there, or set TMPDIR to a "
            "folder that has more."
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


class FacilityTypesError(InputError):
    """The table of facility types cannot be read."""

    def __init__(self, path: Path, finding: str) -> None:
        super().__init__(f"{path}: {finding}. Every type needs the fields that park has.")


class FilterError(InputError):
    """A facility filter does not parse."""

    def __init__(self, where: str, text: str, place: int, finding: str) -> None:
        super().__init__(
            f"facility type filter {where}: {finding}, at character {place + 1} of {text!r}. "
            "The grammar stands at the head of facility_types.toml."
        )


class FilterCycleError(InputError):
    """Facility types ask for one another in a circle."""

    def __init__(self, circle: Iterable[str]) -> None:
        super().__init__(
            f"facility types: {' -> '.join(circle)} go round in a circle. Take out one reference."
        )


class MissingCrsError(InputError):
    """Geometry that says nothing of its coordinate system."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}: no coordinate system (crs is None), so degrees and metres cannot be told "
            "apart. Set it, as in frame.set_crs(4326)."
        )


class GeometryKindError(InputError):
    """Geometry of another kind than is due."""

    def __init__(self, what: str, row: object, kind: str, due: str) -> None:
        super().__init__(f"{what}: row {row!r} is a {kind}; {due} is due.")


class LimitError(InputError):
    """A limit of travel that makes no sense."""

    def __init__(self, finding: str, remedy: str) -> None:
        super().__init__(f"limit of travel: {finding}. {remedy}.")


class OriginsError(InputError):
    """There is no place to start an isochrone from."""

    def __init__(self, finding: str) -> None:
        super().__init__(
            f"isochrone: {finding.rstrip('.?')}{'?' if finding.endswith('?') else '.'} "
            "Give --at LON,LAT, --points FILE or --facilities TYPE."
        )


class PlacesError(InputError):
    """Places to travel from, or to, that are none."""

    def __init__(self, finding: str, remedy: str) -> None:
        super().__init__(f"places: {finding}. {remedy}.")


class FacilityIdsError(InputError):
    """Facilities cannot be told apart, or doors and facilities do not belong together."""

    def __init__(self, finding: str, remedy: str) -> None:
        super().__init__(f"facilities: {finding}. {remedy}.")


class GroupError(InputError):
    """A group of facilities that is a text, not a collection of ids."""

    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            f"groups: {name!r} is the text {found!r}; a list of facility ids is due, "
            f"as [{found!r}]."
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


class ProfileError(InputError):
    """A kind of traveller that cannot be."""

    def __init__(self, name: str, finding: str, remedy: str) -> None:
        super().__init__(f"profile {name!r}: {finding}. Remedy: {remedy}.")


class DelaysError(InputError):
    """Seconds of waiting that cannot be."""

    def __init__(self, name: str, found: object) -> None:
        super().__init__(
            f"delays: {name} is {found!r}; seconds from 0 to 3600 are due, 0 for no delay."
        )


class DecayError(InputError):
    """A decay by distance that makes no sense."""

    def __init__(self, finding: str, remedy: str) -> None:
        super().__init__(f"decay: {finding}. {remedy}.")


class HowManyError(InputError):
    """More, or fewer, nearest facilities than can be asked for."""

    def __init__(self, found: object, most: int) -> None:
        super().__init__(f"k is {found!r}; give a whole number from 1 to {most}.")


class AmountError(InputError):
    """A column of amounts holds what cannot be added up."""

    def __init__(self, table: str, column: str, row: object, found: object) -> None:
        super().__init__(
            f"{table}: {column} of {row!r} is {found!r}; a number from 0 up is due. Fill in or "
            "leave out the rows where it is not known."
        )


class GatesError(InputError):
    """A gate that a study names is none, or is named twice."""

    def __init__(self, node: int, finding: str, remedy: str) -> None:
        super().__init__(f"gates: node {node} {finding}. {remedy}.")
