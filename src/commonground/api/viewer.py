"""Who asks: the account, the role it acts in, and by what right."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from commonground.domain.role import Action
from commonground.errors import NotAllowed, NotSignedIn, Said
from commonground.register.accounts import ALLOWED_BY, VISITOR, Scope
from commonground.register.permissions import allows, require, visible
from commonground.register.workflows.actor import Actor


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks. `scopes` is None for people in a browser, who may do all that their role may."""

    actor: Actor = VISITOR
    account: int | None = None
    assignment: int | None = None
    scopes: frozenset[Scope] | None = None
    is_viewing_as: bool = False  # through the eyes of another role: to read only

    @property
    def is_signed_in(self) -> bool:
        """Whether there is an account behind it."""
        return self.account is not None

    @property
    def levels(self) -> list[str]:
        """The access levels of records that may be shown."""
        return sorted(visible(self.actor))

    @property
    def sees_proposals(self) -> bool:
        """Whether what nobody has agreed to may be shown."""
        return allows(self.actor, Action.SEE_PROPOSALS)

    def require(self, action: Action, where: str = "") -> None:
        """Nothing, or NotSignedIn for a visitor without an account, NotAllowed for others."""
        try:
            require(self.actor, action, where=where)
        except NotAllowed as error:
            if not self.is_signed_in:
                raise NotSignedIn(
                    Said("this needs somebody who is signed in"),
                    where=where,
                    advice=Said("sign in, or send a token"),
                ) from error
            raise

    def require_scope(self, scope: Scope) -> None:
        """Nothing, or NotAllowed for a token that was not made for this."""
        if self.scopes is not None and not self.scopes & ALLOWED_BY[scope]:
            raise NotAllowed(
                Said("the token lacks the scope %(scope)s", scope=scope),
                advice=Said("make a token with it: commonground token create"),
            )

    def require_account(self) -> int:
        """The account's number; raises NotSignedIn."""
        if self.account is None:
            raise NotSignedIn(
                Said("this needs somebody who is signed in"), advice=Said("sign in, or send a token")
            )
        return self.account


def viewer_of(request: HttpRequest) -> Viewer:
    """Whoever asks, as the middleware `api.identity` found them."""
    found: Viewer = request.viewer  # type: ignore[attr-defined]
    return found
