"""`accessibility standards`: what can be judged by, in the tool's own words."""

from pathlib import Path

import click

from accessibility.cli.options import FILE
from accessibility.cli.remarks import say
from accessibility.standards import Standard, list_standards, standard


@click.group("standards")
def command() -> None:
    """List, show and validate planning standards.

    Example:

    \b
        accessibility standards show gb50180-2018 --lang zh
    """


@command.command("list")
def list_command() -> None:
    """List the standards that come with the package."""
    for one in list_standards():
        say(f"{one.id:20} {one.name_zh}  {one.name_en}")


@command.command()
@click.argument("identity", metavar="ID|FILE")
@click.option("--lang", type=click.Choice(("en", "zh")), default="en", show_default=True)
def show(identity: str, lang: str) -> None:
    """Show a standard's levels and items: limit, requirement, clause, certainty."""
    one = standard(identity)
    say(f"{one.name_zh} · {one.name_en}\n{one.source}")
    for level in one.levels.values():
        say(f"\n{level.name_zh} · {level.name_en}  [{level.clause}; {level.certainty}]")
        for item in one.items:
            if item.level == level.id:
                say(_line(one, item.id, level.id, lang))


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
    one = standard(str(file))
    say(f"{file}: valid; {len(one.items)} items in {len(one.levels)} levels.")


def _line(one: Standard, item_id: str, level: str, lang: str) -> str:
    item = next(i for i in one.items if i.id == item_id and i.level == level)
    limit = one.limit_m(item)
    if not item.locatable:
        where = "not judged by distance" if lang == "en" else "不按距离判定"
    elif limit is None:
        where = "no distance given" if lang == "en" else "未规定距离"
    else:
        where = f"{limit:g} m"
    need = {"required": "应配建", "recommended": "宜配建"}[item.requirement]
    words = item.requirement if lang == "en" else need
    size = f"  ≥ {item.min_site_m2:g} m²" if item.min_site_m2 else ""
    name = item.name_en if lang == "en" else item.name_zh
    return f"  {item.id:26} {where:>10}  {words}{size}  {name}  [{item.clause}; {item.certainty}]"
