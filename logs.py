"""Logs as lines of JSON: when, how grave, by whom, what, and numbers. Never what somebody typed."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final

_FIELDS: Final = ("route", "method", "status", "ms")


class Lines(logging.Formatter):
    """One line of JSON for each message. Of an exception only its kind is named: its words may be somebody's."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def to_lines(level: int) -> None:
    """Write logs of this level and above to stderr, one line of JSON each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("transitions", "httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
