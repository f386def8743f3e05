"""Examples of the API's description. A test holds each to the model of its route."""

from __future__ import annotations

from typing import Any, Final

EXAMPLES: Final[dict[str, dict[str, Any]]] = {}
