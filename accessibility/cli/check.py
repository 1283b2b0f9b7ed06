"""`accessibility check`: what the inputs hold, before anything is judged."""

from pathlib import Path
from typing import Any

import click

from accessibility.cli.options import input_options, study_argument, study_from
from accessibility.cli.remarks import say


@click.command("check")
@study_argument
@input_options
def command(study: Path | None, **flags: Any) -> None:
    """Read every input and report what was found; write nothing.

    Example:

    \b
        accessibility check study.toml
    """
    from accessibility import pipeline
    from accessibility.outputs.summary import inputs_summary

    asked = study_from(study, flags)
    town = pipeline.load_inputs(asked)
    say(inputs_summary(town, pipeline.read_standards(asked)))
