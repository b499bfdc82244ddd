"""Django settings: one SQLite file in WAL mode, named by COMMONGROUND_REGISTER."""

from __future__ import annotations

import os
from pathlib import Path

REGISTER_VARIABLE = "COMMONGROUND_REGISTER"
DEFAULT_REGISTER = Path("commonground.sqlite")

INSTALLED_APPS = ["commonground.register"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get(REGISTER_VARIABLE, str(DEFAULT_REGISTER)),
        "OPTIONS": {
            # Writers queue at the start of a transaction instead of failing at its first write.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
