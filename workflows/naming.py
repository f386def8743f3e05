"""What a case's workflow is called."""

from __future__ import annotations


def workflow_id(reference: str) -> str:
    """The id of a case's workflow. Nothing personal: the reference is the public name."""
    return f"case/{reference}"
