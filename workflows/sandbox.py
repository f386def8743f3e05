"""
How workflows are isolated: one place for workers, tests and the replayer.

All pure packages pass through, or `isinstance` would be false between a class inside and the same class outside; what
they hold at module level is frozen, for it is shared between all cases of a worker.
"""

from __future__ import annotations

from typing import Final

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PURE: Final = ("models", "law", "lifecycle", "ledger", "transitions", "six", "rfc8785", "yaml")
"""The packages that workflows share with the worker that runs them."""


def runner() -> SandboxedWorkflowRunner:
    """The sandboxed runner of every worker and replayer of Aryz."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PURE))
