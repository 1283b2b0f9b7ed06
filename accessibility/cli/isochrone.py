"""`accessibility isochrone`: what is reached from a place within a limit."""

import math
from pathlib import Path
from typing import Any

import click

from accessibility.cli.options import FILE, lang_option, study_argument, study_from
from accessibility.cli.remarks import say
from accessibility.errors import InputError

_SUFFIXES = (".gpkg", ".geojson", ".html")


@click.command("isochrone")
@study_argument
@click.option("--osm", type=FILE, help="Streets from this extract.")
@click.option("--at", multiple=True, metavar="LON,LAT", help="Place to start from; repeatable.")
@click.option("--points", type=FILE, help="File of places to start from.")
@click.option("--facilities", metavar="TYPE", help="Start from all facilities of a type.")
@click.option("--profile", default="walk", show_default=True, help="Who travels: walk or bike.")
@click.option("--minutes", metavar="5,10,15", help="Limits in minutes.")
@click.option("--metres", metavar="300,500,1000", help="Limits in metres, instead of minutes.")
@lang_option
@click.option("-o", "--output", "path", required=True, type=FILE,
              help="File to write: .gpkg, .geojson or .html.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def command(
    study: Path | None,
    path: Path,
    minutes: str | None,
    metres: str | None,
    force: bool,
    osm: Path | None,
    lang: str | None,
    **origins: Any,
) -> None:
    """Draw the streets and areas reached from places within a limit.

    Streets come from STUDY, from --osm, or from the bundled Monaco study.

    Example:

    \b
        accessibility isochrone --at 7.4210,43.7384 --minutes 5,10,15 -o reach.html
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
    from accessibility import pipeline
    from accessibility.outputs.reach import summary, write_reach

    asked = study_from(study, {"osm": osm, "lang": lang})
    reach = pipeline.reach(
        asked,
        minutes=limits["minutes"],
        metres=limits["metres"],
        **origins,
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
