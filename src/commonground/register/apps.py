"""The register as a Django app."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Keeps facts, documents, judgements and the log of changes."""

    name = "commonground.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
