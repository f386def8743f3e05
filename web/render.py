"""A page in the language of whoever asks, from a template. What is put in is escaped, always."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse

from languages import LANGUAGES, Speech, translator
from models.dates import PartialDate
from web.house import Person, house_of
from web.static import address

TEMPLATES: Final = Path(__file__).with_name("templates")
NAMES: Final = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
"""What each language calls itself."""

LANGUAGE_COOKIE: Final = "aryz-language"


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 (a template's)
    """
    A page.

    Args:
        request: what is answered; it says who asks and in which language.
        template: the name of the file in `web/templates`.
        status: of the answer.
        values: what the template shows.
    """
    person = getattr(request.state, "person", None)
    language = language_of(request)
    known = {
        "request": request,
        "person": person,
        "language": language,
        "languages": NAMES,
        "house": house_of(request),
        "now": house_of(request).clock(),
        "csrf": person.csrf if isinstance(person, Person) else "",
        "zone": person.zone if isinstance(person, Person) else "Asia/Almaty",
        "htmx": request.headers.get("hx-request") == "true",
    }
    text = environment(language).get_template(template).render(known | values)
    return HTMLResponse(text, status, headers={"Content-Language": language, "Vary": "Cookie, Accept-Language"})


def language_of(connection: HTTPConnection) -> str:
    """The language of an answer: the person's own, else the one chosen in this browser, else what the browser asks."""
    person = getattr(connection.state, "person", None)
    if isinstance(person, Person) and person.language in LANGUAGES:
        return person.language
    chosen = connection.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    asked = [
        part.split(";")[0].strip()[:2].lower() for part in connection.headers.get("accept-language", "").split(",")
    ]
    return next((one for one in asked if one in LANGUAGES), "en")


def speech_of(connection: HTTPConnection) -> Speech:
    """How whoever asks is spoken to."""
    return translator(language_of(connection))


@cache
def environment(language: str) -> Environment:
    """The templates in one language."""
    speech = translator(language)
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(speech.text, speech.unfilled, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"url": _url, "static": address, "csrf_field": _csrf_field, "speech": speech}
    made.filters |= {
        "day": lambda value: speech.day(_told(value)),
        "moment": lambda value, zone: speech.moment(_instant(value), zone),
        "number": speech.number,
        "word": lambda key, kind: speech.word(kind, key),
    }
    return made


@pass_context
def _url(context: Context, name: str, /, **parts: Any) -> str:  # noqa: ANN401 (of a path)
    """The address of a route: its path parts by name, the rest as its query."""
    request: Request = context["request"]
    query = parts.pop("query", None) or {}
    known: dict[Any, str] = request.scope.setdefault("aryz.paths", {})  # a long page names one address many times
    asked = (name, *sorted(parts.items()))
    path = known.get(asked) or known.setdefault(asked, str(request.app.url_path_for(name, **parts)))
    if not query:
        return path
    return f"{path}?{urlencode({key: value for key, value in query.items() if value not in (None, '')}, doseq=True)}"


@pass_context
def _csrf_field(context: Context) -> Markup:
    return Markup('<input type="hidden" name="csrf" value="{}">').format(context["csrf"])


def _told(value: Any) -> str:  # noqa: ANN401 (whatever a template has of a day)
    return value.text if isinstance(value, PartialDate) else value if isinstance(value, str) else value.isoformat()


def _instant(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
