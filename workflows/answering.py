"""What is said where a case refuses, or nobody answers."""

from __future__ import annotations

from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from models.errors import ServerError


def reason_of(error: WorkflowUpdateFailedError, reference: str) -> str:
    """Why a case refused a message, with its name."""
    cause = error.cause
    text = cause.message if isinstance(cause, ApplicationError) else str(cause)
    return text if reference in text else f"case {reference}: {text}"


def silent(reference: str, patience: float) -> str:
    """What is said of a case that did not answer in time."""
    return (
        f"case {reference} did not answer within {patience:g} s: no worker runs, or it is very busy; "
        "look at `aryz up` or the workers. Telling the same event again is safe"
    )


def translated(error: RPCError, reference: str) -> ServerError:
    """What is said of an error of the server."""
    if error.status == RPCStatusCode.UNAVAILABLE:
        return ServerError(f"the Temporal server went away while case {reference} was asked; start it and try again")
    return ServerError(f"the Temporal server refused (case {reference}): {error.message.splitlines()[0][:160]}")
