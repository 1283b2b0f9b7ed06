"""`accessibility explain`: the reasoning behind one verdict, and a map of it."""

from pathlib import Path

import click

from accessibility.cli.options import FILE
from accessibility.cli.remarks import say
from accessibility.errors import InputError
from accessibility.study import LANGUAGES


@click.command("explain")
@click.argument("folder", metavar="DIR", type=FILE)
@click.argument("community")
@click.argument("item", metavar="ITEM")
@click.option("--standard", "standard_id", metavar="ID",
              help="Which of the audit's standards, where several have the item.")  # fmt: skip
@click.option("--osm", type=FILE, help="The extract, where it has been moved since the audit.")
@click.option("--lang", type=click.Choice(LANGUAGES),
              help="Language of the explanation.  [default: that of the audit]")  # fmt: skip
@click.option("-o", "--output", "path", type=FILE, help="Map to write (.html).  "
              "[default: DIR/explain-COMMUNITY-LEVEL-ITEM.html]")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the file of -o if it is there.")
def command(
    folder: Path,
    community: str,
    item: str,
    standard_id: str | None,
    osm: Path | None,
    lang: str | None,
    path: Path | None,
    force: bool,
) -> None:
    """Explain one verdict of a finished audit, and draw the way to the facility.

    DIR is the folder of the audit. COMMUNITY is an id or a name of it, ITEM is LEVEL/ITEM of
    its checklist, or the item alone where only one level has it.

    Examples:

    \b
        accessibility explain out/monaco "La Rousse" 5/kindergarten
        accessibility explain out/haidian 中关村街道 park --standard wanzheng-2020 --lang zh
    """
    if path is not None and path.suffix.lower() != ".html":
        raise InputError(f"-o {path}: the map is a page; choose a name that ends in .html")
    if path is not None and path.exists() and not force:
        raise InputError(f"{path}: already there. Choose another name, or add --force.")
    from accessibility import explaining
    from accessibility.outputs.explanation import explanation_text
    from accessibility.outputs.finished import read_evidence
    from accessibility.outputs.maps.explanation import explanation_file, write_explanation

    evidence = read_evidence(folder, community, item, standard_id=standard_id)
    told = explaining.explain(evidence, osm=osm)
    lang = lang or evidence.lang
    path = path or folder / explanation_file(evidence)
    write_explanation(told, path, lang)
    say(explanation_text(told, lang))
    say(f"\nMap: {path}")
