"""`aryz web`: the pages and the API alone, beside workers that run elsewhere."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.console import line_by_line, say
from cli.failing import WrongUsage
from cli.options import Data, settings

if TYPE_CHECKING:
    from settings import Settings
    from web.serving import Address

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

Host = Annotated[str, typer.Option("--host", help="Where to listen. Another than loopback needs TLS or --proxy.")]
Port = Annotated[int, typer.Option("--web-port", min=1, max=65535, help="Port of the pages.")]
Certificate = Annotated[Path | None, typer.Option("--tls-cert", metavar="FILE", help="Certificate chain, PEM.")]
Key = Annotated[Path | None, typer.Option("--tls-key", metavar="FILE", help="Its private key, PEM.")]
Proxy = Annotated[
    str | None,
    typer.Option("--proxy", metavar="ADDRESS", help="A proxy ends TLS and says who asks; only its word is taken."),
]


def web(
    host: Host = "127.0.0.1",
    port: Port = 9233,
    tls_cert: Certificate = None,
    tls_key: Key = None,
    proxy: Proxy = None,
    data: Data = None,
) -> None:
    """
    Serve the pages and the API, until Ctrl-C. Workers and the Temporal server run elsewhere.

    ARYZ_PUBLIC_URL is what people type; on an address that others reach it must begin with https.

    Example: ARYZ_PUBLIC_URL=https://cases.example.org aryz web --host 0.0.0.0 --proxy 10.0.0.2
    """
    chosen = settings(data)
    _check(chosen, host, tls_cert, tls_key, proxy)
    from web.serving import Address

    asyncio.run(_web(chosen, Address(host, port, tls_cert, tls_key, proxy)))


def _check(chosen: Settings, host: str, certificate: Path | None, key: Path | None, proxy: str | None) -> None:
    """Nothing goes over a line in the clear because somebody forgot a setting."""
    if (certificate is None) != (key is None):
        raise WrongUsage("--tls-cert and --tls-key go together")
    if host in _LOOPBACK and proxy is None and certificate is None:
        return
    if certificate is None and proxy is None:
        raise WrongUsage(f"--host {host}: others can reach it; give --tls-cert and --tls-key, or --proxy")
    if chosen.public_url is None or not chosen.public_url.startswith("https://"):
        raise WrongUsage("ARYZ_PUBLIC_URL: others can reach these pages; name their address, beginning with https://")


async def _web(chosen: Settings, address: Address) -> None:
    from cli.doors import web_settings
    from logs import to_lines
    from store.opening import open_store
    from web.app import create_app
    from web.house import House
    from web.serving import serving
    from workflows.connecting import connect

    line_by_line()
    to_lines(logging.INFO)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with await open_store(chosen.store_url, keys=chosen.keys_place) as store:
        client = await connect(chosen.running_address, keys=store.keys_at_hand())
        url = chosen.public_url or f"http://{address.host}:{address.port}"
        house = House(store, client, web_settings(chosen, url))
        async with serving(create_app(house), address):
            say(f"Pages at {url}. Ctrl-C stops them.")
            await stop.wait()
            say("Stopping.")
    say("Stopped.")
