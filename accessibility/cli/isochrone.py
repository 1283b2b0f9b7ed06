"""`accessibility isochrone`: what is reached from places within a limit."""

import math
from pathlib import Path
from typing import Any

import click

from accessibility.cli.options import (
    FILE,
    delays_option,
    elevation_option,
    lang_option,
    study_argument,
    study_from,
)
from accessibility.cli.remarks import say
from accessibility.errors import InputError

_SUFFIXES = (".gpkg", ".geojson", ".html")


@click.command("isochrone")
@study_argument
@click.option("--osm", type=FILE, help="Streets from this extract.")
@click.option("--at", multiple=True, metavar="LON,LAT", help="Place to start from; repeatable.")
@click.option("--points", type=FILE, help="File of places to start from.")
@click.option("--facilities", metavar="TYPE", help="Circles of all facilities of a type.")
@click.option("--profile", "profiles", multiple=True, metavar="NAME", default=("walk",),
              show_default=True, help="Who travels: walk, walk_gb, elderly, child, carer, "
              "wheelchair, wheelchair_possible, bike, ebike, fire_engine, or one of the study's "
              "own; repeatable.")  # fmt: skip
@click.option("--minutes", metavar="5,10,15", help="Limits in minutes.")
@click.option("--metres", metavar="300,500,1000", help="Limits in metres, instead of minutes.")
@click.option("--to/--from", "towards", default=None,
              help="From where the places are reached, or what is reached from them.  "
              "[default: --to for --facilities, else --from]")  # fmt: skip
@click.option("--areas", type=click.Choice(("each", "merged", "divided")), default="each",
              show_default=True, help="An area for each place, one area of all, or that divided "
              "by the nearest place.")  # fmt: skip
@elevation_option
@delays_option
@lang_option
@click.option("-o", "--output", "path", required=True, type=FILE,
              help="File to write: .gpkg, .geojson or .html.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def command(
    study: Path | None,
    path: Path,
    force: bool,
    profiles: tuple[str, ...],
    towards: bool | None,
    areas: str,
    minutes: str | None,
    metres: str | None,
    at: tuple[str, ...],
    points: Path | None,
    facilities: str | None,
    **flags: Any,
) -> None:
    """Draw the streets and areas reached from places within a limit.

    Streets come from STUDY, from --osm, or from the bundled Monaco study.

    Examples:

    \b
        accessibility isochrone --at 7.4210,43.7384 --minutes 5,10,15 -o reach.html
        accessibility isochrone --facilities primary_school --profile child -o schools.html
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(f"-o {path}: the file ends in {', '.join(_SUFFIXES)}; choose one of them")
    if path.exists() and not force:
        raise InputError(f"{path}: already there. Choose another name, or add --force.")
    if minutes is not None and metres is not None:
        raise InputError("--minutes and --metres: give one of them, not both")
    if minutes is None and metres is None:
        minutes = "5,10,15"
    limits = {"minutes": _numbers("--minutes", minutes), "metres": _numbers("--metres", metres)}
    from accessibility import circles
    from accessibility.outputs.reach import summary, write_reach

    asked = circles.Asked(
        profiles=tuple(dict.fromkeys(profiles)),
        towards=facilities is not None if towards is None else towards,
        areas=areas,
        **limits,
    )
    reach = circles.reach(
        study_from(study, flags), asked, at=at, points=points, facilities=facilities
    )
    write_reach(reach, path)
    say(summary(reach))
    say(f"Written: {path}")


def _numbers(flag: str, text: str | None) -> tuple[float, ...] | None:
    if text is None:
        return None
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"{flag} {text}: numbers separated by commas are due") from None
    if not all(0 < number < math.inf for number in numbers):
        raise InputError(f"{flag} {text}: every limit is a number above 0")
    return numbers
