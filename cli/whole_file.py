"""A file that is written whole or not at all, for its owner alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from models.errors import StoreError


@contextlib.contextmanager
def whole(path: Path, mode: int = 0o600) -> Iterator[TextIO]:
    """
    A text file that takes its name when the block ends well; else nothing of it is left.

    Raises:
        StoreError: it cannot be written.
    """
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
            yield file
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
