"""Every router of the API, and the one that describes them."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from web.api import accounts, cases, events, judging, stream
from web.api.describing import description_of

_DESCRIBED: Final[tuple[APIRouter, ...]] = (
    accounts.router,
    cases.router,
    events.router,
    judging.router,
    stream.router,
)

API: Final[tuple[APIRouter, ...]] = (*_DESCRIBED, description_of(_DESCRIBED))
"""The routers of the API."""
