"""
What the operator can set, from the environment (`ARYZ_…`). Temporal's own connection is set as Temporal documents it.

`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_TLS…`, `TEMPORAL_PROFILE` and its configuration file are read by the
SDK (`temporalio.envconfig`), see `workflows.connecting`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.records import TellerRole

if TYPE_CHECKING:
    from store.keys.opening import Place

RUNNING: Final = "running.json"
"""The file in a data folder in which `aryz up` says where its server listens."""

DATABASE: Final = "aryz.db"
"""The store's file in a data folder."""


KEYS: Final = "keys"
"""The folder of keys in a data folder."""


class Settings(BaseSettings):
    """
    The settings of one installation.

    `data` is the folder of `aryz up`: its Temporal database, the store, and where its server listens. `database_url`
    names another store, for example `postgresql+asyncpg://…`. `keys` is the folder of keys (default: in the data
    folder), `keys_url` another database for the keys of cases, `ledger_name` what a new ledger is called in its
    checkpoints, `tsa_url` a time stamping service (RFC 3161). `account` and `role` say who tells (an opaque id).

    `public_url` is what people type to reach the pages, `metrics_token` lets others than this machine read the metrics.
    `smtp_url` (`smtps://user:password@host:465`) and `mail_from` send mails; without them none are sent.
    `document_mb` and `case_documents_mb` are how many MB one document, and all documents of a case together, may have.
    `webhooks_internal` allows calls to addresses inside the own network. `oidc_…` name a provider of sign-in.
    """

    model_config = SettingsConfigDict(env_prefix="ARYZ_", extra="ignore")

    data: Path = Field(default_factory=lambda: user_data_path("aryz", appauthor=False))
    database_url: str | None = None
    keys: Path | None = None
    keys_url: str | None = None
    ledger_name: str | None = None
    tsa_url: str | None = None
    task_queue: str = "aryz"
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/?#@\s]+$")
    metrics_token: str | None = Field(default=None, min_length=16)
    smtp_url: str | None = None
    mail_from: str | None = None
    document_mb: int = Field(default=25, ge=1, le=1024)
    case_documents_mb: int = Field(default=500, ge=1, le=102_400)
    webhooks_internal: bool = False
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    account: str = Field(default="local", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    role: TellerRole = TellerRole.COORDINATOR

    @property
    def store_url(self) -> str:
        """The URL of the store, as `store.opening` takes it."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data / DATABASE}"

    @property
    def keys_folder(self) -> Path:
        """Where the keys are."""
        return self.keys or self.data / KEYS

    @property
    def keys_place(self) -> Place:
        """The same as the store takes it, with the other database for the keys of cases if there is one."""
        from store.keys.opening import Place  # noqa: PLC0415 (SQLAlchemy: half a second that --help need not wait)

        return Place(self.keys_folder, self.keys_url)

    @property
    def running_address(self) -> str | None:
        """Where the server of this data folder listens, if `aryz up` has one running there."""
        try:
            said = json.loads((self.data / RUNNING).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        address = said.get("address") if isinstance(said, dict) else None
        return address if isinstance(address, str) else None
