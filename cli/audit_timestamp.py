"""`aryz audit timestamp`: a time stamp by a service that nobody here controls. Source: RFC 3161."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.audit_checkpoint import newest_of
from cli.console import say
from cli.options import Data, settings
from models.errors import IntegrityError, KeysError, ServerError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampRequest, TimeStampResponse

    from settings import Settings

FOLDER: Final = "timestamps"
"""Folder in the folder of keys: `SIZE.txt` is what was stamped, `SIZE.tsr` the service's response."""
ROOTS: Final = "tsa.pem"
"""The root certificates of the service, in the folder of keys."""
_SECONDS: Final = 30.0
_LARGEST: Final = 1 << 20


def timestamp(data: Data = None) -> None:
    """
    Have the newest checkpoint stamped by the service that ARYZ_TSA_URL names (RFC 3161).

    Its root certificates must lie in the folder of keys as tsa.pem. Checkpoint and stamp are kept there in timestamps/,
    and can be checked with `openssl ts -verify`.

    Example: ARYZ_TSA_URL=https://tsa.example.org/tsr aryz audit timestamp
    """
    chosen = settings(data)
    if not chosen.tsa_url:
        raise ServerError("no time stamping service is configured; set ARYZ_TSA_URL")
    roots = _roots(chosen.keys_folder / ROOTS)
    size, note = asyncio.run(_newest(chosen))
    request = _request(note)
    answer = _asked(chosen.tsa_url, request.as_bytes())
    moment = stamped(answer, request, note, roots)
    folder = chosen.keys_folder / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"{size}.txt").write_bytes(note)
    (folder / f"{size}.tsr").write_bytes(answer)
    say(f"the checkpoint of {size} records existed at {moment}; kept as {folder / f'{size}.tsr'}")


def stamped(answer: bytes, request: TimeStampRequest, note: bytes, roots: list[Certificate]) -> str:
    """
    The moment (UTC) that a response names for this note.

    Raises:
        IntegrityError: it is no response, not the one that was asked for, or not signed under these roots.
    """
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        response: TimeStampResponse = decode_timestamp_response(answer)
        verifier = VerifierBuilder.from_request(request)
        for root in roots:
            verifier = verifier.add_root_certificate(root)
        verifier.build().verify_message(response, note)
        return response.tst_info.gen_time.strftime("%Y-%m-%dT%H:%M:%SZ")
    except (VerificationError, ValueError) as error:
        raise IntegrityError(f"the time stamp does not hold: {str(error) or 'it cannot be read'}") from None


def _request(note: bytes) -> TimeStampRequest:
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build()


def _asked(url: str, body: bytes) -> bytes:
    if not url.startswith(("http://", "https://")):
        raise ServerError("ARYZ_TSA_URL: must begin with https:// or http://")
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        request = urllib.request.Request(url, body, headers)  # noqa: S310 (the scheme was looked at)
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
            read: bytes = response.read(_LARGEST + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        raise ServerError(f"the time stamping service did not answer ({reason}); try again later") from None
    if len(read) > _LARGEST:
        raise IntegrityError("the time stamping service answered with far more than a time stamp")
    return read


def _roots(path: Path) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}; put the service's root certificates there") from None
    except ValueError:
        raise KeysError(f"{path}: holds no certificates in PEM form") from None


async def _newest(chosen: Settings) -> tuple[int, bytes]:
    from store.reading import open_to_read

    async with open_to_read(chosen.store_url, chosen.keys_place) as opened:
        newest = await newest_of(opened.store)
        return newest.size, newest.note
