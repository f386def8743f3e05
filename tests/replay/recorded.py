"""A recorded case: its Temporal histories, what it said of itself, and what the ledger held, in one compressed file."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Final

from pydantic import BaseModel
from temporalio.client import WorkflowHistory

from models.messages import Health
from models.records import Entry

FOLDER: Final = Path(__file__).with_name("histories")


class Recorded(BaseModel):
    """
    A case as it was recorded.

    `runs` are the histories of its runs in order, as the Temporal command line exports them; `health` is what the last
    run answered; `entries` are the records in the ledger.
    """

    workflow: str
    runs: list[dict[str, object]]
    health: Health
    entries: list[Entry]

    def histories(self) -> list[WorkflowHistory]:
        """The histories, ready to be replayed."""
        return [WorkflowHistory.from_json(self.workflow, run) for run in self.runs]

    def write(self, name: str) -> Path:
        """Write it; the same content always gives the same bytes."""
        path = FOLDER / f"{name}.json.gz"
        text = json.dumps(self.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, sort_keys=True)
        path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        return path


def names() -> list[str]:
    """Every recorded case."""
    return sorted(path.name.removesuffix(".json.gz") for path in FOLDER.glob("*.json.gz"))


def read(name: str) -> Recorded:
    """One recorded case."""
    return Recorded.model_validate_json(gzip.decompress((FOLDER / f"{name}.json.gz").read_bytes()))
