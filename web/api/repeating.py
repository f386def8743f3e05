"""
`Idempotency-Key`: a request that is sent again under its key is not done again, and gets its first answer.

Source: The Idempotency-Key HTTP header field (draft-ietf-httpapi-idempotency-key-header-07).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import TracebackType
from typing import Annotated, Final, Self

from fastapi import Header
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from store.notices import Requests
from store.notices.requests import Answered, Running
from web.house import house_of, person_of

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,80}$",
        description="Chosen by the program: the same request under the same key is done once, for a day.",
    ),
]
_AGAIN: Final = "1"


class Once:
    """
    A request that is done once under its key. `known` is the answer that it got before, if it did.

    Where the block raises, nothing was done, and the key is free again.
    """

    def __init__(self, request: Request, key: str | None, headers: Mapping[str, str] | None = None) -> None:
        self.known: Response | None = None
        self._request = request
        self._key = key
        self._headers = headers or {}
        self._done = False

    async def __aenter__(self) -> Self:
        if self._key is None:
            return self
        request, now = self._request, house_of(self._request).clock()
        found = await self._requests.begin(self._account, self._key, await fingerprint(request), now)
        if isinstance(found, Answered):
            self._done = True
            self.known = self._again(found)
        elif isinstance(found, Running):
            raise HTTPException(409, headers={"Retry-After": _AGAIN})
        elif found is not None:
            said = "this key was used for another request; choose a new one for each"
            raise RequestValidationError([{"type": "key", "loc": ("header", "Idempotency-Key"), "msg": said}])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._key is not None and not self._done:
            await self._requests.forget(self._account, self._key)

    async def done(self, answer: Response) -> Response:
        """Keep an answer, and give it."""
        if self._key is not None:
            await self._requests.end(self._account, self._key, Answered(answer.status_code, bytes(answer.body)))
            self._done = True
        return answer

    @property
    def _requests(self) -> Requests:
        return house_of(self._request).store.notices.requests

    @property
    def _account(self) -> str:
        return person_of(self._request).id

    def _again(self, found: Answered) -> Response:
        known = {**self._headers, "Idempotency-Replayed": "true"}
        return Response(found.body, found.status, known, "application/json")


async def fingerprint(request: Request) -> str:
    """What tells one request from another: its method, its address and every byte of its body."""
    what = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    what.update(await request.body())
    return what.hexdigest()
