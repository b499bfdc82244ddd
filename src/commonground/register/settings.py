"""Django settings of a register: which database, which apps, and how people sign in.

COMMONGROUND_REGISTER names the register: the path of an SQLite file, or a postgresql:// address.
"""

from __future__ import annotations

import os

from commonground.register.address import database_of, secret_key

REGISTER_VARIABLE = "COMMONGROUND_REGISTER"
DEFAULT_REGISTER = "commonground.sqlite"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "commonground.register",
]
DATABASES = {"default": database_of(os.environ.get(REGISTER_VARIABLE) or DEFAULT_REGISTER)}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SECRET_KEY = secret_key()
AUTH_USER_MODEL = "register.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
