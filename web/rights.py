"""
Who may do what: one row a route. What has no row is denied to everybody, and the application does not start.

Letters: `c` coordinator, `l` lawyer, `a` auditor, `o` operator. Words: `public` (nobody need be signed in), `case` (the
path names a case, which must be one that this person may see), `fresh` (the password was given in the last minutes),
`stream` (the body is read piece by piece; the route looks at the form's token itself), `scope=…` (an API token with
this scope may do it; without such a word tokens may not).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.records import TellerRole

_LETTERS: Final = {
    "c": TellerRole.COORDINATOR,
    "l": TellerRole.LAWYER,
    "a": TellerRole.AUDITOR,
    "o": TellerRole.OPERATOR,
}
_WORDS: Final = frozenset({"public", "case", "fresh", "stream"})


@dataclass(frozen=True, slots=True)
class Right:
    """What a route asks of whoever comes."""

    roles: frozenset[TellerRole] = frozenset()
    public: bool = False
    case: bool = False
    fresh: bool = False
    stream: bool = False
    scope: str | None = None


_PAGES: Final = """
signin              public
second              public
invited             public
signout             clao
me                  clao
me_password         clao
me_second           clao   fresh
me_tokens           clao   fresh
me_sessions         clao
again               clao
home                clao
board               cla
board_csv           cla
board_saved         cla
board_unsaved       cla
intake              c
receipt_new         c      case
case                cla    case
tell                cl     case
tell_check          cl     case
correct             cl     case
assign              c      case
seal                c      case fresh
print               cla    case
documents           cla    case
document_add        cl     case stream
document            cla    case
replay              cla    case
audit               ca
audit_verify        ca
bundle              ca     case fresh
erase               c      case fresh
oidc                public
oidc_back           public
admin               o
admin_rules         o      fresh
people_new          o      fresh
people_person       o      fresh
health              o
receipt             public
feed                public
me_feed             cl
me_feed_revoke      cl
language            public
healthz             public
readyz              public
metrics             public
"""

_API: Final = """
api_cases           cla         scope=read
api_open            c           scope=tell
api_case            cla    case scope=read
api_events          cla    case scope=read
api_tell            cl     case scope=tell
api_check           cl     case scope=tell
api_due             cla    case scope=read
api_findings        cla    case scope=read
api_next            cla    case scope=read
api_replay          cla    case scope=read
api_documents       cla    case scope=read
api_document        cla    case scope=export
api_case_verify     cla    case scope=export
api_verify          ca          scope=export
api_verify_begin    ca          scope=export
api_me              clao        scope=read
api_tokens          clao
api_token_make      clao   fresh
api_token_revoke    clao
api_stream          cla         scope=read
api_hooks           c           scope=admin
api_hook_make       c           fresh scope=admin
api_hook_remove     c           scope=admin
api_hook_test       c           scope=admin
api_openapi         public
api_docs            public
"""


def _rows(text: str) -> dict[str, Right]:
    rows = [line.split() for line in text.splitlines() if line.strip()]
    twice = sorted({row[0] for row in rows if [other[0] for other in rows].count(row[0]) > 1})
    if twice:
        raise ValueError(f"rights: {', '.join(twice)} has two rows; a route has one")
    return {name: _right(name, words) for name, *words in rows}


def _right(name: str, words: list[str]) -> Right:
    scopes = [word.removeprefix("scope=") for word in words if word.startswith("scope=")]
    flags = {word for word in words if word in _WORDS}
    letters = [word for word in words if word not in flags and not word.startswith("scope=")]
    roles = frozenset(_LETTERS[letter] for word in letters for letter in word)
    if bool(roles) == ("public" in flags):
        raise ValueError(f"rights: {name}: names roles or says public, one of the two")
    return Right(
        roles=roles,
        public="public" in flags,
        case="case" in flags,
        fresh="fresh" in flags,
        stream="stream" in flags,
        scope=scopes[0] if scopes else None,
    )


RIGHTS: Final = _rows(_PAGES + _API)
"""The right of every route by its name."""
