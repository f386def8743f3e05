"""The command: its groups, the options before them, and the one way in which the process ends."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from cli import audit, keys, law, person, report, witness
from cli.assess import assess
from cli.backup import backup, restore
from cli.case_erase import erase
from cli.case_hold import hold, release
from cli.case_list import due, list_
from cli.case_next import next_
from cli.case_open import open_
from cli.case_retry import retry
from cli.case_show import show
from cli.case_tell import assign, tell
from cli.console import say
from cli.demo import demo
from cli.failing import status_of
from cli.importing import import_
from cli.options import GIVEN, Account, Address, Data
from cli.up import up
from cli.web import web

_HELP: Final = """
Follow a complaint of torture from the day it is made to the day it is answered.

Begin with: aryz demo. Exit status: 0 done, 1 refused or failed, 2 wrong usage, 3 verification failed.
"""

app = typer.Typer(name="aryz", help=_HELP, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


def _said(asked: bool) -> None:
    """Say the version and leave."""
    if not asked:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("aryz")
    except PackageNotFoundError:  # run from its folder, without being installed
        from worker import VERSION as found  # noqa: N811 (a name of its own here)
    say(f"aryz {found}")
    raise typer.Exit


Version = Annotated[bool, typer.Option("--version", help="Say the version and leave.", callback=_said, is_eager=True)]


@app.callback()
def before(
    data: Data = None,
    address: Address = None,
    account: Account = None,
    version: Version = False,  # noqa: ARG001 (its callback has said it)
) -> None:
    """Take the options that stand before the command."""
    GIVEN.data, GIVEN.address, GIVEN.account = data, address, account


app.command("up")(up)
app.command("demo")(demo)
app.command("web")(web)
app.command("import")(import_)
app.command("assess")(assess)
app.command("backup")(backup)
app.command("restore")(restore)

case = typer.Typer(no_args_is_help=True, help="Cases: open, tell, look, assign.")
case.command("open")(open_)
case.command("tell")(tell)
case.command("show")(show)
case.command("list")(list_)
case.command("assign")(assign)
case.command("next")(next_)
case.command("due")(due)
case.command("retry")(retry)
case.command("hold")(hold)
case.command("release")(release)
case.command("erase")(erase)
app.add_typer(case, name="case")
app.add_typer(law.app, name="law")
app.add_typer(audit.app, name="audit")
app.add_typer(report.app, name="report")
app.add_typer(keys.app, name="keys")
app.add_typer(person.app, name="person")
app.add_typer(witness.app, name="witness")


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit status. Nothing is raised."""
    return status_of(lambda: app(list(arguments), prog_name="aryz", standalone_mode=False))


def main() -> None:
    """Run the command line of this process and end it."""
    status = run(sys.argv[1:])
    if "temporalio.bridge.runtime" in sys.modules:
        from workflows.leaving import leave

        leave(status)
    sys.exit(status)


if __name__ == "__main__":
    main()
