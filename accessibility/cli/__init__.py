"""The command line: one small file a command, imported only when it is called."""

import gc
import importlib
import logging
import os
import signal
import sys
import threading
from io import TextIOWrapper
from typing import Any, NoReturn

import click

from accessibility.cli.remarks import show_remarks
from accessibility.errors import AccessibilityError

# name -> (module, one line of help): help must not import what a command imports
_COMMANDS = {
    "audit": "Audit a study and write its map and tables.",
    "check": "Read every input and report what was found; write nothing.",
    "explain": "Explain one verdict of a finished audit, with the way drawn on a map.",
    "isochrone": "Draw the streets and areas reached from a place within a limit.",
    "standards": "List, show, validate and export planning standards.",
}


class _Failure(click.ClickException):
    """A fault in the user's arguments or files."""

    exit_code = 2


class _Commands(click.Group):
    """Commands that are imported when they are asked for, and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"accessibility.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AccessibilityError as fault:
            raise _Failure(str(fault)) from fault


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from accessibility.version import package_version

        click.echo(f"accessibility {package_version()}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-v", "--verbose", is_flag=True, help="Also say what was left out, and why.")
@click.option(
    "-q", "--quiet", is_flag=True, help="No progress and no remarks; results and errors only."
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version,
    help="Show the version and exit.",
)  # fmt: skip
def cli(verbose: bool, quiet: bool) -> None:
    """Audit how well a district keeps the 15/10/5-minute city promise.

    From an OpenStreetMap extract to a verdict for every community and a map.

    Examples:

    \b
        accessibility audit                                  the bundled Monaco study
        accessibility audit --osm city.osm.pbf -o out/city
        accessibility isochrone --at 7.4210,43.7384 -o reach.html
    """
    level = logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO
    show_remarks(level)


def main() -> NoReturn:
    """Run the command line and end with its status, 0 done, 2 the user's fault, 130 interrupted."""
    gc.disable()  # a command ends before what it leaves lying about matters, and is faster
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack Chinese
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)
    try:
        status = cli.main(standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        status = fault.exit_code
    except click.exceptions.Abort:
        click.echo("Interrupted.", err=True)
        status = 130
    raise SystemExit(status if isinstance(status, int) else 0)


def run() -> NoReturn:
    """`main` as a program: it ends at once, and leaves the town to the operating system.

    Python would take a city apart object by object, which needs half a second.
    """
    try:
        main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()  # it may be writing to the cache
    try:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # who was to read it has left
        status = status or 1
    os._exit(status)


def _end(signum: int, _frame: object) -> None:
    """End so that what is half done is taken away."""
    raise SystemExit(128 + signum)
