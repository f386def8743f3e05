"""
Append new versions to the lock: `python -m tests.law.relock`.

It only ever adds. Where a locked version changed or vanished it writes nothing, says which, and ends with status 1.
"""

from __future__ import annotations

import json
import sys

from law.published import BOOK
from tests.law import lock


def main() -> int:
    """Append what is missing; 0 when the lock is complete afterwards, 1 when a locked version was touched."""
    known = lock.read() if lock.PATH.exists() else {}
    faults = lock.broken(known, BOOK)
    if faults:
        sys.stderr.write("\n".join(faults) + "\n")
        return 1
    new = lock.missing(known, BOOK)
    complete = {rule: known.get(rule, {}) | versions for rule, versions in lock.of(BOOK).items()}
    lock.PATH.write_text(json.dumps(complete, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write("".join(f"locked {entry}\n" for entry in new) or "nothing new to lock\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
