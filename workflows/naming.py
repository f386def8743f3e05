"""What a case's workflow is called."""

from __future__ import annotations

from typing import Final

NOTICES: Final = "notices"
"""The id of the one workflow that sends mail. No case can be called so: theirs have a slash."""

CALLS: Final = "calls"
"""The id of the one workflow that watches the ledger for programs that want to be called."""


def workflow_id(reference: str) -> str:
    """The id of a case's workflow. Nothing personal: the reference is the public name."""
    return f"case/{reference}"


def erasure_id(reference: str) -> str:
    """The id of the workflow that erases a case. Not `case/...`: its payloads outlive the case's key."""
    return f"erase/{reference}"


def call_id(hook: str) -> str:
    """The id of the workflow that calls one program until it has been told of everything."""
    return f"call/{hook}"
