"""Every router of the API, and the one that describes them."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from web.api import accounts, cases, documents, events, judging, stream, verifying, webhooks
from web.api.describing import description_of

_DESCRIBED: Final[tuple[APIRouter, ...]] = (
    accounts.router,
    cases.router,
    documents.router,
    events.router,
    judging.router,
    stream.router,
    verifying.router,
    webhooks.router,
)

API: Final[tuple[APIRouter, ...]] = (*_DESCRIBED, description_of(_DESCRIBED))
"""The routers of the API."""
