"""Health of the pages in this container: they answer, and reach database and Temporal server. 0 yes, 1 no."""

from __future__ import annotations

import sys
from urllib.error import URLError
from urllib.request import urlopen

ADDRESS = "http://127.0.0.1:9233/readyz"


def check() -> str | None:
    """What is wrong, in one line; None where the pages are well."""
    try:
        with urlopen(ADDRESS, timeout=8) as answer:
            return None if answer.status == 200 else f"{ADDRESS}: {answer.status}"
    except (URLError, TimeoutError) as error:
        return f"{ADDRESS}: {error}"


if __name__ == "__main__":
    wrong = check()
    if wrong:
        sys.stdout.write(wrong + "\n")
    sys.exit(1 if wrong else 0)
