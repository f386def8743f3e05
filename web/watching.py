"""What is counted and logged of every request: the name of its route, never its address, which may hold a secret."""

from __future__ import annotations

import logging
import time
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REGISTRY: Final = CollectorRegistry()
"""What `/metrics` shows."""

REQUESTS: Final = Counter("aryz_requests", "Requests answered.", ("route", "method", "status"), registry=REGISTRY)
SECONDS: Final = Histogram("aryz_request_seconds", "Time until an answer began.", ("route",), registry=REGISTRY)
OPEN: Final = Gauge("aryz_requests_open", "Requests being answered.", registry=REGISTRY)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log: Final = logging.getLogger("aryz.web")


class Watching:
    """Middleware: counts and logs each request under the name of its route."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and write down how."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, seconds = time.perf_counter(), 500, None

        async def answered(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = message["status"], time.perf_counter() - began
            await send(message)

        OPEN.inc()
        try:
            await self._app(scope, receive, answered)
        finally:
            OPEN.dec()
            _written(scope, status, time.perf_counter() - began if seconds is None else seconds)


def _written(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "name", None) or ("static" if scope["path"].startswith("/static/") else "none")
    method = scope["method"] if scope["method"] in _METHODS else "other"
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)
    _log.info("answered", extra={"route": route, "method": method, "status": status, "ms": round(seconds * 1000, 1)})
