"""Whether this process lives, whether it can work, and what it has counted. For machines."""

from __future__ import annotations

import asyncio
import hmac
from typing import Final

import httpx
from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, PlainTextResponse, Response
from temporalio.service import RPCError

from models.errors import AryzError
from web.guard import BEARER
from web.house import House, house_of
from web.settings import LOOPBACK
from web.watching import REGISTRY

router = APIRouter()
_PATIENCE: Final = 3.0


@router.get("/healthz", name="healthz")
async def healthz() -> Response:
    """Answer, since this process can: nothing else is asked."""
    return PlainTextResponse("ok\n")


@router.get("/readyz", name="readyz")
async def readyz(request: Request) -> Response:
    """Say whether database and Temporal server answer: 200, or 503 with the names of those that do not."""
    found = await readiness(house_of(request))
    return JSONResponse({"ready": all(found.values()), **found}, 200 if all(found.values()) else 503)


async def readiness(house: House) -> dict[str, bool]:
    """Whether each of what the pages stand on answers within three seconds."""
    database, temporal = await asyncio.gather(_database(house), _temporal(house))
    return {"database": database, "temporal": temporal}


@router.get("/metrics", name="metrics")
async def metrics(request: Request) -> Response:
    """Give what was counted, by this application and by the Temporal SDK, to this machine or to who has the token."""
    house = house_of(request)
    if not _may_count(request, house.settings.metrics_token):
        return PlainTextResponse("metrics are for this machine, or for who sends ARYZ_METRICS_TOKEN\n", 403)
    text = generate_latest(REGISTRY)
    if house.settings.temporal_metrics_url is not None:
        text += await _of_the_sdk(house.settings.temporal_metrics_url)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _may_count(request: Request, token: str | None) -> bool:
    given = request.headers.get("authorization", "")
    if token and given.lower().startswith(BEARER):
        return hmac.compare_digest(given[len(BEARER) :].strip().encode(), token.encode())
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    return not forwarded and request.client is not None and request.client.host in LOOPBACK


async def _of_the_sdk(url: str) -> bytes:
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as client:
            return (await client.get(url)).content
    except httpx.HTTPError:
        return b"# the Temporal SDK's own metrics could not be read\n"


async def _database(house: House) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            await house.store.register.row("none")
    except (AryzError, TimeoutError):
        return False
    return True


async def _temporal(house: House) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            return bool(await house.client.service_client.check_health())
    except (RPCError, RuntimeError, TimeoutError):
        return False
