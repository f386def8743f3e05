"""Reaching the Temporal server: settings as Temporal documents them, one clear line when it is not there."""

from __future__ import annotations

import asyncio
import os
from typing import Any, Final

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

from models.errors import ServerError
from workflows.codec import Keys, data_converter

DEFAULT_ADDRESS: Final = "127.0.0.1:7233"
_PATIENCE: Final = 5.0


async def connect(
    address: str | None = None,
    *,
    keys: Keys,
    patience: float = _PATIENCE,
    **options: Any,  # noqa: ANN401 (the SDK's own options)
) -> Client:
    """
    A client that seals whatever it sends.

    Args:
        address: host and port; without it, `TEMPORAL_ADDRESS` or the profile of Temporal's configuration file.
        keys: the keys of cases.
        patience: seconds to wait for the server.
        options: further options of `Client.connect`, such as interceptors or a runtime.

    Raises:
        ServerError: nothing answers there, or what answers refuses.
    """
    try:
        config: dict[str, Any] = {**ClientConfig.load_client_connect_config()}
    except (RuntimeError, ValueError, OSError) as error:
        raise ServerError(f"Temporal's configuration cannot be read: {error}") from None
    if address is not None and "TEMPORAL_ADDRESS" not in os.environ:
        config["target_host"] = address
    config.setdefault("target_host", DEFAULT_ADDRESS)
    target = config["target_host"]
    try:
        async with asyncio.timeout(patience):
            return await Client.connect(**{**config, "data_converter": data_converter(keys), **options})
    except TimeoutError:
        raise ServerError(f"no Temporal server answers at {target}; {_REMEDY}") from None
    except (RuntimeError, RPCError) as error:
        raise ServerError(f"no Temporal server at {target} ({_short(error)}); {_REMEDY}") from None


_REMEDY: Final = "start one with `aryz up`, or set TEMPORAL_ADDRESS to where yours listens"


def _short(error: Exception) -> str:
    text = str(error)
    return "connection refused" if "refused" in text.lower() else text.splitlines()[0][:120]
