"""Addresses that came from outside: only pages of ours are gone to."""

from __future__ import annotations

from urllib.parse import urlsplit


def back(given: str | None) -> str:
    """
    A page of ours to go to, `/` where something else is named.

    Source: OWASP, Unvalidated Redirects and Forwards.
    """
    if not given or not given.startswith("/") or given.startswith(("//", "/\\")) or len(given) > 2000:
        return "/"
    parts = urlsplit(given)
    harmless = (
        not parts.scheme and not parts.netloc and all(" " < letter < "\x7f" and letter != "\\" for letter in given)
    )
    return given if harmless else "/"
