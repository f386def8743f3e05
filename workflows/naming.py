"""What a case's workflow is called."""

from __future__ import annotations


def workflow_id(reference: str) -> str:
    """The id of a case's workflow. Nothing personal: the reference is the public name."""
    return f"case/{reference}"


def erasure_id(reference: str) -> str:
    """The id of the workflow that erases a case. Not `case/...`: its payloads outlive the case's key."""
    return f"erase/{reference}"
