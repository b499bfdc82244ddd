"""One tree of errors people can act on, and one table that says what each family means to a program.

Every error says what is wrong, where (file, page, paragraph, cell, row) and what to do. Four families:
bad input, not found or conflict or not allowed, not available, and bug. Interfaces look the family up in `OUTCOMES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one family of errors shows outside: the HTTP status and the exit code of a command."""

    http_status: int
    exit_code: int


class Said(str):
    """An English text that knows the template and the values it was made from: interfaces say it in other languages.

    A value may be a Said itself (named `said`, it is known again in a stored text), or a tuple of texts that stand
    one after the other. Without values the template is the text, and may hold a bare "%".

    >>> said = Said("no link %(code)s", code="L-7")
    >>> said, said.template
    ('no link L-7', 'no link %(code)s')
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """The text; raises KeyError where the template names a value that is not given."""
        shown = {name: ", ".join(one) if isinstance(one, tuple) else one for name, one in values.items()}
        said = super().__new__(cls, template % shown if values else template)
        said.template, said.values = template, values
        return said


class CommongroundError(Exception):
    """Something a user can act on: `message`, `where` it is, and `advice` on what to do.

    >>> str(BadInput("not a Word document", where="a.docx", advice="save it again as .docx"))
    'a.docx: not a Word document; save it again as .docx'
    """

    code = "error"

    def __init__(self, message: str, *, where: str = "", advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text}; {self.advice}" if self.advice else text

    def to_json(self) -> dict[str, str]:
        """The error as the JSON object that every interface shows."""
        return {"code": self.code, "message": self.message, "where": self.where, "advice": self.advice}


class BadInput(CommongroundError):
    """What was given cannot be used as it is."""

    code = "bad-input"


class UnreadableFile(BadInput):
    """A file is damaged, encrypted, empty, or not what its name says."""

    code = "unreadable-file"


class LimitExceeded(BadInput):
    """A file is larger, deeper or denser than the settings allow."""

    code = "limit-exceeded"


class UnsupportedFormat(BadInput):
    """A file is of a kind that no reader takes."""

    code = "unsupported-format"


class InvalidProfile(BadInput):
    """A profile's data files break the profile format; all faults are gathered in one message."""

    code = "invalid-profile"


class NotFound(CommongroundError):
    """The thing that was named does not exist here."""

    code = "not-found"


class Conflict(CommongroundError):
    """The change does not fit what the register already holds."""

    code = "conflict"


class StaleVersion(Conflict):
    """Somebody else changed the record since it was read."""

    code = "stale-version"


class VersionNeeded(Conflict):
    """An update does not say which version of the record it was made from."""

    code = "version-needed"


class NotAllowed(CommongroundError):
    """The role, the Sector or the token does not allow this."""

    code = "not-allowed"


class NotSignedIn(NotAllowed):
    """This needs somebody who is signed in, or a valid token."""

    code = "not-signed-in"


class NotAvailable(CommongroundError):
    """A part that this needs is not installed, not reachable or busy."""

    code = "not-available"


class TooManyRequests(NotAvailable):
    """Somebody asks more often than the settings allow; `seconds` is how long to wait."""

    code = "too-many-requests"
    seconds = 60

    @classmethod
    def wait(cls, seconds: int) -> TooManyRequests:
        """The error that says how long to wait."""
        wait = Said("wait %(number)s seconds", number=seconds) if seconds > 1 else Said("wait a second")
        error = cls(Said("too many requests"), advice=wait)
        error.seconds = seconds
        return error


class InternalError(CommongroundError):
    """A fault of Commonground itself; please report it."""

    code = "internal-error"


# Exit codes: 1 is Python's own for an uncaught exception, 2 the command line's for wrong arguments.
OUTCOMES: dict[type[CommongroundError], Outcome] = {
    BadInput: Outcome(HTTPStatus.UNPROCESSABLE_ENTITY, 3),
    LimitExceeded: Outcome(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, 3),
    UnsupportedFormat: Outcome(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, 3),
    NotFound: Outcome(HTTPStatus.NOT_FOUND, 4),
    Conflict: Outcome(HTTPStatus.CONFLICT, 5),
    StaleVersion: Outcome(HTTPStatus.PRECONDITION_FAILED, 5),
    VersionNeeded: Outcome(HTTPStatus.PRECONDITION_REQUIRED, 5),
    NotAllowed: Outcome(HTTPStatus.FORBIDDEN, 7),
    NotSignedIn: Outcome(HTTPStatus.UNAUTHORIZED, 7),
    NotAvailable: Outcome(HTTPStatus.SERVICE_UNAVAILABLE, 6),
    TooManyRequests: Outcome(HTTPStatus.TOO_MANY_REQUESTS, 6),
    InternalError: Outcome(HTTPStatus.INTERNAL_SERVER_ERROR, 70),
    CommongroundError: Outcome(HTTPStatus.INTERNAL_SERVER_ERROR, 70),
}


def outcome_of(error: CommongroundError) -> Outcome:
    """The outcome of the nearest family the error belongs to.

    >>> outcome_of(UnreadableFile("empty")).exit_code
    3
    """
    return next(OUTCOMES[family] for family in type(error).__mro__ if family in OUTCOMES)
