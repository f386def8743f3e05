"""The pages beside a worker, in `aryz up` and `aryz demo`, and the settings they take from the environment."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from cli.server import HOST

if TYPE_CHECKING:
    from temporalio.client import Client

    from settings import Settings
    from store.opening import Store
    from web.settings import DemoLogin, WebSettings


@contextlib.asynccontextmanager
async def doors(
    chosen: Settings,
    client: Client,
    store: Store,
    port: int,
    *,
    demo: tuple[DemoLogin, ...] = (),
    metrics: str | None = None,
) -> AsyncIterator[str]:
    """
    The pages on this machine, while the block runs; gives their address.

    Args:
        chosen: the settings of this installation.
        client: of the Temporal server.
        store: open.
        port: where they listen, on loopback.
        demo: the accounts that the sign-in page shows, in a demonstration only.
        metrics: where the Temporal SDK shows what it has counted.

    Raises:
        ServerError: the port is taken.
    """
    from web.app import create_app
    from web.house import House
    from web.serving import Address, serving

    url = f"http://{HOST}:{port}"
    house = House(store, client, web_settings(chosen, chosen.public_url or url, demo=demo, metrics=metrics))
    async with serving(create_app(house), Address(HOST, port)):
        yield url


def web_settings(
    chosen: Settings, url: str, *, demo: tuple[DemoLogin, ...] = (), metrics: str | None = None
) -> WebSettings:
    """What pages and API take from the environment."""
    from web.settings import WebSettings

    return WebSettings(
        public_url=url,
        task_queue=chosen.task_queue,
        demo=demo,
        document_mb=chosen.document_mb,
        case_documents_mb=chosen.case_documents_mb,
        metrics_token=chosen.metrics_token,
        temporal_metrics_url=metrics,
        webhooks_internal=chosen.webhooks_internal,
        oidc_issuer=chosen.oidc_issuer,
        oidc_client_id=chosen.oidc_client_id,
        oidc_client_secret=chosen.oidc_client_secret,
    )
