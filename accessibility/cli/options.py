"""Options that several commands share, and how they override a study."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from accessibility.errors import InputError
from accessibility.standards.schema import CERTAINTIES
from accessibility.study import (
    LANGUAGES,
    RULES,
    WEIGHTS,
    Communities,
    Population,
    Study,
    read_study,
    sample_study,
)


class _File(click.Path):
    """A path that is not empty: an empty one would mean the folder one stands in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value).strip():
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


FILE = _File(path_type=Path)

PANELS = "audiences"  # the set of panels: of the form of a standard, but none to judge by
_NONE = "none"
_FOR_READING = (".csv", ".json", ".md")  # forms of an export that are never read back

_F = TypeVar("_F", bound=Callable[..., Any])

study_argument = click.argument("study", required=False, type=FILE)
force_option = click.option("--force", is_flag=True, help="Replace results that are there.")
lang_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    help="Language of summary, reasons and the map's first view.",
)
elevation_option = click.option(
    "--elevation", type=FILE, help="Heights (a raster); times then follow slopes."
)
delays_option = click.option(
    "--delays/--no-delays", default=None,
    help="Count waiting at signals and crossings, and stairs.  [default: as the study says]",
)  # fmt: skip


def input_options(command: _F) -> _F:
    """Flags that name the files and settings of a study, or override those it has."""
    path = FILE
    options = (
        click.option("--osm", type=path, help="OpenStreetMap extract (.osm.pbf, .osm, .osm.bz2)."),
        click.option("--name", help="Name of the place, as title of the map."),
        click.option("--boundary", type=path, help="Area to audit, as a polygon file."),
        click.option("--communities", type=path, help="Communities, as a polygon file."),
        click.option("--population", type=path, help="Residents by community (CSV)."),
        elevation_option,
        delays_option,
        click.option(
            "--standard", "standards", multiple=True, metavar="ID|FILE|all",
            help="Standard to judge by; repeatable. See: accessibility standards list.",
        ),
        click.option(
            "--min-certainty", type=click.Choice(CERTAINTIES),
            help="Leave out items whose figures are less certain.",
        ),
        click.option("--modes", metavar="walk,bike", help="Who travels; the first on foot."),
        click.option(
            "--usual-mode", metavar="PROFILE",
            help="How people of rural communities usually travel.  [default: bike]",
        ),
        click.option("--rule", type=click.Choice(RULES), help="What the limit is measured by."),
        click.option("--pass-share", type=float, help="Share of people that makes an item met."),
        click.option(
            "--weight", type=click.Choice(WEIGHTS),
            help="Of what that is a share: people, or residential land.",
        ),
        click.option(
            "--audiences", metavar="children,elderly,wheelchair|none",
            help="Who gets a panel of their own.  [default: all three]",
        ),
        lang_option,
    )  # fmt: skip
    return reduce(lambda inner, option: option(inner), reversed(options), command)


def study_from(path: Path | None, flags: dict[str, Any]) -> Study:
    """The study of a command: a file, flags alone, both, or the bundled sample."""
    osm: Path | None = flags.get("osm")
    if path is None and osm is not None:
        return _with_flags(Study(name=_place(osm), osm=osm), flags)
    if path is None:
        return _with_flags(read_study(sample_study()), flags)
    if not path.is_dir() and path.suffix != ".toml" and path.exists():
        raise InputError(f"{path}: not a study file. For an extract write: --osm {path}")
    return _with_flags(read_study(path), flags)


def _place(osm: Path) -> str:
    """A file name as the name of a place: newport-2023.osm.pbf is newport-2023."""
    return osm.name.split(".")[0] or "study"


def _with_flags(study: Study, flags: dict[str, Any]) -> Study:
    given = {key: value for key, value in flags.items() if value is not None and value != ()}
    if "modes" in given:
        given["modes"] = _listed(given["modes"])
    if "audiences" in given:
        given["audiences"] = _audiences(given["audiences"])
    for name in given.get("standards", study.standards):
        _require_standard(name)
    if "communities" in given:
        given["communities"] = Communities(path=given["communities"])
    elif "osm" in given and study.source is not None:
        given.setdefault("communities", study.communities)
    if "population" in given:
        given["population"] = Population(table=given["population"])
    if "delays" in given:  # those of the study, if it names some
        given["delays"] = (study.delays or {}) if given["delays"] else None
    return replace(study, **given)


def require_no_export(name: str) -> None:
    """Refuse a standard in a form that `standards export` writes for reading alone."""
    if name.lower().endswith(_FOR_READING):
        raise InputError(
            f"{name}: not a standard that can be read. Export as .toml; .csv, .json and .md are "
            "for reading."
        )


def _require_standard(name: str) -> None:
    """Refuse what no place can be judged by."""
    require_no_export(name)
    if name == PANELS:
        raise InputError(
            f"standard: {name!r} is the set of panels for children, older people and wheelchair "
            "users, made beside every standard; choose among them with --audiences"
        )


def _audiences(text: str) -> tuple[str, ...]:
    return () if text.strip() == _NONE else _listed(text)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))
