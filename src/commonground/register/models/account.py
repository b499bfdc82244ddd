"""Accounts of people, the roles they hold, invitations, and tokens for programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models

SECTOR_LENGTH = 120


class AccountManager(BaseUserManager["Account"]):
    """Accounts by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """A new account; without a password it can be entered through an invitation or a sign-in service only."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this address, whatever its case."""
        return self.get(email=(username or "").lower())


class Account(AbstractUser):
    """A person who can sign in. What they may do follows from their assignments alone."""

    username = None  # type: ignore[assignment]  # people sign in with their address
    email = models.EmailField(unique=True)
    language = models.CharField(max_length=8, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.email


class Assignment(models.Model):
    """A role that an account holds: for a Sector, a theme or a body where the role is bound to one."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=40)
    sector = models.CharField(max_length=SECTOR_LENGTH, blank=True)
    theme = models.CharField(max_length=SECTOR_LENGTH, blank=True)
    body = models.CharField(max_length=SECTOR_LENGTH, blank=True)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "role", "sector", "theme", "body"],
                condition=models.Q(ended_at=None),
                name="assignment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role} {self.sector}".strip()


class Invitation(models.Model):
    """An address that was asked to join in a role; the secret of its link is stored hashed."""

    email = models.EmailField()
    secret_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=40)
    sector = models.CharField(max_length=SECTOR_LENGTH, blank=True)
    theme = models.CharField(max_length=SECTOR_LENGTH, blank=True)
    body = models.CharField(max_length=SECTOR_LENGTH, blank=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email}: {self.role}"


class ApiToken(models.Model):
    """A token by which a program acts for an account in one of its roles; shown once, stored hashed."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_tokens")
    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12)  # shown in lists, so that people can tell tokens apart
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"


class KeptAnswer(models.Model):
    """The answer to a write that came with an idempotency key, so that the same request twice is done once."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    headers = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "key"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return self.key
