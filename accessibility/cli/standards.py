"""`accessibility standards`: what can be judged by, in the tool's own words."""

import shutil
from dataclasses import replace
from pathlib import Path

import click

from accessibility.cli.options import FILE, PANELS, require_no_export
from accessibility.cli.remarks import say
from accessibility.errors import InputError, UnknownNameError
from accessibility.standards import (
    Standard,
    at_least,
    audience_items,
    list_standards,
    standard,
)
from accessibility.standards.schema import CERTAINTIES

_WIDE = (160, 24)  # where no terminal says how wide it is

_lang = click.option("--lang", type=click.Choice(("en", "zh")), default="en", show_default=True,
                     help="Language of names and words.")  # fmt: skip
_certainty = click.option("--min-certainty", type=click.Choice(CERTAINTIES),
                          default=CERTAINTIES[-1], show_default=True,
                          help="Leave out items whose figures are less certain.")  # fmt: skip


@click.group("standards")
def command() -> None:
    """List, show, validate and export planning standards.

    Examples:

    \b
        accessibility standards list
        accessibility standards show gb50180-2018 --lang zh --level 15
        accessibility standards export gb50180-2018 -o my-city.toml
        accessibility standards validate my-city.toml
    """


@command.command("list")
@_lang
def list_command(lang: str) -> None:
    """List the standards that come with the package, and how certain their figures are.

    Example:

    \b
        accessibility standards list --lang zh
    """
    from accessibility.outputs.standard_text import standards_list

    say(standards_list(list_standards(), lang, width=_width()))


@command.command()
@click.argument("identity", metavar="ID|FILE")
@_lang
@click.option("--level", metavar="LEVEL", help="Only this level, as 15 or community.")
@_certainty
def show(identity: str, lang: str, level: str | None, min_certainty: str) -> None:
    """Show a standard: limits, sizes, clauses, and how certain each figure is.

    `audiences` shows what the panels of children, older people and wheelchair users ask.

    Examples:

    \b
        accessibility standards show gb50180-2018 --lang zh
        accessibility standards show my-city.toml --level 15 --min-certainty seen
    """
    from accessibility.outputs.standard_text import standard_text

    whole = _read(identity)
    if level is not None and level not in whole.levels:
        raise UnknownNameError(f"{whole.id}: level", level, whole.levels)
    if level is not None:
        whole = replace(whole, items=tuple(i for i in whole.items if i.level == level))
    one = at_least(whole, min_certainty)
    left_out = len(whole.items) - len(one.items)
    say(standard_text(one, lang, width=_width(), level=level, left_out=left_out))


@command.command()
@click.argument("file", type=FILE)
def validate(file: Path) -> None:
    """Check a standard of your own, and report every fault in it.

    Example:

    \b
        accessibility standards validate my-city.toml
    """
    if not file.is_file():
        raise click.UsageError(f"{file}: no such file.")
    require_no_export(str(file))
    one = standard(str(file) if file.suffix == ".toml" else file)
    say(f"{file}: valid; {_counted(one)}.")


@command.command()
@click.argument("identity", metavar="ID|FILE")
@click.option("-o", "--output", "path", required=True, type=FILE,
              help="File to write: .csv, .json, .toml or .md.")  # fmt: skip
@_lang
@_certainty
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def export(identity: str, path: Path, lang: str, min_certainty: str, force: bool) -> None:
    """Write every field of a standard as .csv, .json, .toml or .md.

    A .toml is what `audit --standard` reads: the start of a standard of your own.

    Examples:

    \b
        accessibility standards export gb50180-2018 -o my-city.toml
        accessibility standards export tdt1062-2021 -o tdt1062.csv
    """
    from accessibility.outputs.folder import new_file
    from accessibility.outputs.standard_files import SUFFIXES, write_standard

    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"-o {path}: the file ends in {', '.join(SUFFIXES)}; choose one of them")
    if path.exists() and not force:
        raise InputError(f"{path}: already there. Choose another name, or add --force.")
    one = at_least(_read(identity), min_certainty)
    if not one.items:
        raise InputError(f"{identity}: no item is as certain as {min_certainty}; ask for less")
    with new_file(path) as draft:
        write_standard(one, draft, lang=lang)
    say(f"Written: {path}; {_counted(one)}.")


def _read(identity: str) -> Standard:
    """A standard by id or path, or the set of panels."""
    require_no_export(identity)
    return audience_items() if identity == PANELS else standard(identity)


def _counted(one: Standard) -> str:
    items, levels = len(one.items), len(one.levels)
    return (
        f"{items} {'item' if items == 1 else 'items'} in "
        f"{levels} {'level' if levels == 1 else 'levels'}"
    )


def _width() -> int:
    """Columns to write in; a narrow terminal wraps lines itself."""
    return max(shutil.get_terminal_size(_WIDE).columns, 80)
