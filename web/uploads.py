"""
Reading a form with a file piece by piece: nothing of it is ever put into a file, nor wholly into memory.

The token of the form and the fields come before the file, as the page has them; a file before its token is refused.

Source: RFC 7578 (multipart/form-data).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from languages import N_
from models.errors import NotTaken
from store.arriving import arriving
from store.documents import Kept
from web.guard import check_token
from web.house import House, Person

_FIELD: Final = 8 * 1024
"""Bytes of all fields beside the file."""
_BESIDE: Final = 64 * 1024
"""Bytes that a form may have beside its file."""
NO_FILE: Final = N_("No file was chosen.")
BROKEN: Final = N_("The file did not arrive whole.")


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a part of a form. `file` is what the browser calls a file, None for a field."""

    name: str
    file: str | None


@dataclass(slots=True)
class _Hearing:
    """What the parser says, in order."""

    said: list[Part | bytes] = field(default_factory=list)
    ended: bool = False
    _field: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _headers: dict[str, bytes] = field(default_factory=dict)

    def parser(self, boundary: bytes) -> MultipartParser:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._headers.clear,
                "on_header_field": lambda data, start, end: self._field.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                "on_header_end": self._header,
                "on_headers_finished": self._began,
                "on_part_data": lambda data, start, end: self.said.append(bytes(data[start:end])),
                "on_end": self._end,
            },
        )

    def _header(self) -> None:
        self._headers[self._field.decode("latin-1").lower()] = bytes(self._value)
        self._field.clear()
        self._value.clear()

    def _began(self) -> None:
        _, said = parse_options_header(self._headers.get("content-disposition", b""))
        file = said.get(b"filename")
        name = said.get(b"name", b"").decode(errors="replace")
        self.said.append(Part(name, file.decode(errors="replace") if file is not None else None))

    def _end(self) -> None:
        self.ended = True


async def parts(request: Request, limit: int) -> AsyncIterator[Part | bytes]:
    """
    What a form holds: each part's beginning, then its bytes. It ends when the form does.

    Raises:
        NotTaken: it is no form, has more bytes than the limit, or breaks off.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise NotTaken("no file was sent: the form is not multipart/form-data; nothing was kept", "no_file")
    hearing, seen = _Hearing(), 0
    try:
        parser = hearing.parser(boundary)
        async for piece in request.stream():
            seen += len(piece)
            if seen > limit:
                raise NotTaken("the document is larger than a document may be; nothing of it was kept", "too_large")
            parser.write(piece)
            for one in hearing.said:
                yield one
            hearing.said.clear()
    except (FormParserError, ClientDisconnect):
        raise _broken() from None
    if not hearing.ended:
        raise _broken()


async def taken_in(request: Request, house: House, person: Person, reference: str) -> Kept:
    """
    Take in the document of a form: its fields are `csrf`, then `note`, then `file`.

    Raises:
        NotTaken: it is too large, empty, none, or did not arrive whole; nothing is kept.
        WrongForm: the form is of another session.
        Erased: the case was erased.
    """
    store = house.documents
    coming = parts(request, store.limits.document + _BESIDE)
    try:
        fields, file = await _fields(coming)
        if person.session is not None:
            check_token(person, request.headers.get("x-csrf-token") or fields.get("csrf", ""))
        if not file:
            raise NotTaken("no file was chosen; nothing was kept", "no_file")
        async with arriving(store, reference, person.teller, house.clock()) as arrival:
            async for one in coming:
                if isinstance(one, Part):
                    raise arrival.no("two_files", "came with another part behind it: send one at a time")
                await arrival.add(one)
            return await arrival.finish(file, fields.get("note", "").strip())
    finally:
        await coming.aclose()  # type: ignore[attr-defined]


async def _fields(coming: AsyncIterator[Part | bytes]) -> tuple[dict[str, str], str | None]:
    """The fields before the file, and what the file is called; None where there is no file."""
    fields: dict[str, bytearray] = {}
    last = ""
    async for one in coming:
        if isinstance(one, Part):
            if one.file is not None:
                return {name: bytes(value).decode(errors="replace") for name, value in fields.items()}, one.file
            last = one.name
            fields[last] = bytearray()
            continue
        fields.setdefault(last, bytearray()).extend(one)
        if sum(map(len, fields.values())) > _FIELD:
            raise NotTaken("what is written beside the document is too long; nothing was kept", "too_large")
    return {name: bytes(value).decode(errors="replace") for name, value in fields.items()}, None


def _broken() -> NotTaken:
    return NotTaken("the document did not arrive whole; send it again, nothing of it was kept", "broken_off")
