"""Django settings of the register (to be completed)."""
SECRET_KEY = "unused"  # noqa: S105
INSTALLED_APPS: list[str] = []
