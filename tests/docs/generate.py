"""
Write the pages that are generated from code and data, or check that they are fresh.

    python -m tests.docs.generate            write them
    python -m tests.docs.generate --check    say which are stale; exit status 1 if any is
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from tests.docs.pages import PAGES

ROOT: Final = Path(__file__).parents[2]


def stale(root: Path = ROOT) -> list[str]:
    """The pages that are missing or not what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != page()
    ]


def main(words: list[str], root: Path = ROOT) -> int:
    """Write or check. Returns the exit status."""
    if words not in ([], ["--check"]):
        sys.stderr.write(f"unknown words: {' '.join(words)}; say nothing, or --check\n")
        return 2
    if not words:
        for name, page in PAGES.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(page(), encoding="utf-8")
        return 0
    found = stale(root)
    for name in found:
        sys.stderr.write(f"{name} is stale: run `make docs` and commit what it writes\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
