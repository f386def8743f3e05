"""What the operator sets about pages and API. The command line makes it from the environment (`settings.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """An account of the demonstration, as its start page shows it."""

    role: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class WebSettings:
    """
    How the pages are reached.

    `public_url` is what people type (`https://cases.example.org`), without a path; cookies are for https only where it
    begins so. `patience`: seconds that a page waits for a case to answer. `demo` are the accounts that the sign-in page
    shows, in a demonstration only. `document_mb` and `case_documents_mb`: the most MB of one document, and of all of a
    case. `metrics_token`: who may read the metrics from elsewhere than this machine.
    """

    public_url: str = "http://127.0.0.1:9233"
    task_queue: str = "aryz"
    patience: float = 15.0
    demo: tuple[DemoLogin, ...] = ()
    document_mb: int = 25
    case_documents_mb: int = 500
    metrics_token: str | None = None
    temporal_metrics_url: str | None = None
    webhooks_internal: bool = False
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None

    @property
    def secure(self) -> bool:
        """Whether people come by https."""
        return self.public_url.startswith("https://")

    @property
    def origin(self) -> str:
        """What a browser names as the origin of a form of these pages."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """
        The names under which the pages answer: the public one, and this machine's own for its health checks.

        Others are refused, or a foreign page could borrow this address for its own name.
        """
        return tuple(sorted({urlsplit(self.public_url).hostname or "", *LOOPBACK}))

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds a session."""
        return "__Host-aryz" if self.secure else "aryz"
