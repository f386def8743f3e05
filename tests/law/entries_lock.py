"""
The lock of institutions and offences: `python -m tests.law.entries_lock` appends what is new, and changes nothing.

As with rules, what was entered stays: a correction is a new entry (of an institution one that `replaces` the older).
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Final

from law.institutions import Institutions
from law.offences import Offences
from law.published import INSTITUTIONS, OFFENCES
from law.rules import LawModel

PATH: Final = Path(__file__).parents[2] / "law" / "data" / "lock-entries.json"


def read() -> dict[str, str]:
    """The lock as it is kept: name of an entry to its content hash."""
    lock: dict[str, str] = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else {}
    return lock


def of(institutions: Institutions, offences: Offences) -> dict[str, str]:
    """What the lock would say of this data."""
    named: dict[str, LawModel] = {f"institution {one.id}": one for one in institutions.entries}
    named |= {f"form {one.id}": one for one in offences.investigations}
    named |= {f"renumbering {one.old} to {one.new}": one for one in offences.renumbered}
    for one in offences.consequences:
        since = one.since.earliest.isoformat() if one.since else "always"
        named[f"consequence {one.offence} {one.subject} {one.outcome} from {since}"] = one
    return {name: _hash(entry) for name, entry in named.items()}


def broken(lock: dict[str, str], now: dict[str, str]) -> list[str]:
    """The locked entries that changed or vanished."""
    return sorted(name for name, digest in lock.items() if now.get(name) != digest)


def _hash(entry: LawModel) -> str:
    content = entry.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def main() -> int:
    """Append; return 1 and write nothing where a locked entry has changed or vanished."""
    lock, now = read(), of(INSTITUTIONS, OFFENCES)
    if faults := broken(lock, now):
        sys.stderr.write(
            "".join(f"{name}: changed or gone; put it back and add a new entry instead\n" for name in faults)
        )
        return 1
    PATH.write_text(json.dumps(now, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write("".join(f"locked {name}\n" for name in now if name not in lock) or "nothing new to lock\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
