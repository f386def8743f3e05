"""What becomes of an error: one clear line on stderr and the exit status that the manual promises."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import Final

from typer import TyperException

from cli.console import clean, note
from models.errors import AryzError, ChronologyError, IntegrityError

DONE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
BROKEN: Final = 3
_INTERRUPTED: Final = 130
_SHOWN: Final = 20


class WrongUsage(AryzError):
    """The command line cannot be meant as it stands."""


class NotDone(AryzError):
    """Something was refused or failed and has been told already: only the exit status is left to give."""

    def __init__(self, status: int = FAILED) -> None:
        super().__init__("")
        self.status = status


def status_of(command: Callable[[], int | None]) -> int:
    """Run a command; return its exit status. Whatever goes wrong is told here, in one line, and nowhere else."""
    try:
        status = command() or DONE
        sys.stdout.flush()
    except BrokenPipeError:
        return _hushed()
    except Exception as error:  # noqa: BLE001 (the last line of defence: nobody gets a traceback unasked)
        return _told(error)
    if status == _INTERRUPTED:
        note("interrupted; what was acknowledged is kept")
        return FAILED
    return status


def _told(error: Exception) -> int:
    if os.environ.get("ARYZ_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, TyperException):
        return _usage(error)
    if isinstance(error, NotDone):
        return error.status
    if isinstance(error, ChronologyError):
        return _faults(error)
    if isinstance(error, ExceptionGroup):  # of several cases at once: the first says what all of them would
        return _told(error.exceptions[0])
    note(_one_line(str(error)) if isinstance(error, AryzError) else _unexpected(error))
    return USAGE if isinstance(error, WrongUsage) else BROKEN if isinstance(error, IntegrityError) else FAILED


def _usage(error: TyperException) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "aryz"
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error.format_message()}\n")
        return USAGE
    said = _one_line(error.format_message()).replace(": Value error, ", ": ").rstrip(".")
    note(f"{said}. Try: {path} --help")
    return USAGE


def _faults(error: ChronologyError) -> int:
    """Every fault of a file on a line of its own: whoever mends the file needs all of them."""
    for fault in error.faults[:_SHOWN]:
        note(str(fault))
    if len(error.faults) > _SHOWN:
        note(f"and {len(error.faults) - _SHOWN} more; mend these first")
    return FAILED


def _unexpected(error: Exception) -> str:
    """Where it happened, and nothing of what the error says: its text may repeat what somebody told."""
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}{f': {error.filename}' if error.filename else ''}"
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119 (a name only)
    return f"unexpected {type(error).__name__}{place}; nothing more was done. ARYZ_DEBUG=1 shows the details"


def _hushed() -> int:
    """Whoever read our output has gone: that is no failure. What is left unwritten goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return DONE


def _one_line(text: str) -> str:
    return clean(" ".join(text.split()))
