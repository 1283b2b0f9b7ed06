"""`accessibility audit`: the main job."""

import math
from pathlib import Path
from typing import Any

import click

from accessibility.cli.options import FILE, force_option, input_options, study_argument, study_from
from accessibility.cli.remarks import say


def _number(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):
        raise click.BadParameter("a score from 0 to 100 is due")
    return value


@click.command("audit")
@study_argument
@input_options
@click.option("-o", "--output", "folder", type=FILE,
              help="Folder for the results.  [default: out/NAME]")  # fmt: skip
@force_option
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="SCORE", callback=_number,
              help="End with status 3 where the overall score is lower.")  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context,
    /,
    study: Path | None,
    folder: Path | None,
    force: bool,
    fail_under: float | None,
    **flags: Any,
) -> None:
    """Audit a study and write its map and tables.

    STUDY is a study file or the folder that holds study.toml. Without it and without
    --osm, the bundled Monaco study is audited.

    Examples:

    \b
        accessibility audit study.toml -o results/
        accessibility audit study.toml --standard all --min-certainty general_medium
        accessibility audit --osm city.osm.pbf --communities 社区.shp --lang zh -o results/
    """
    from accessibility import pipeline
    from accessibility.outputs.audit import write_results
    from accessibility.outputs.folder import require_free
    from accessibility.outputs.summary import summary

    asked = study_from(study, flags)
    folder = folder or Path("out") / asked.name
    require_free(folder, force=force)
    results = pipeline.audit(asked)
    path = write_results(results, folder, force=force)
    say(summary(results))
    say(f"Map: {path}")
    if fail_under is not None and not (results.district["score"] >= fail_under).all():
        click.echo(f"The overall score does not reach {fail_under:g}.", err=True)
        ctx.exit(3)
