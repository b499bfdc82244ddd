"""Django settings of a register: which database, which apps, how people sign in, and what browsers are told.

COMMONGROUND_REGISTER names the register: the path of an SQLite file, or a postgresql:// address. The other variables
are listed in docs/roles.md.
"""

from __future__ import annotations

import os
from pathlib import Path

from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.register.address import database_of, secret_key
from commonground.register.sign_in import openid_providers

REGISTER_VARIABLE = "COMMONGROUND_REGISTER"
DEFAULT_REGISTER = "commonground.sqlite"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "commonground.web",  # before allauth, whose templates it replaces
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
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "commonground.web.headers.SecurityHeaders",
    "commonground.api.failures.ProblemAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonground.api.identity.Identify",
    "commonground.web.failures.FailurePages",
    "commonground.api.conditional.ConditionalReads",
    "commonground.api.past.EarlierStates",
    "commonground.web.earlier.EarlierPages",
    "commonground.api.repetition.OnceOnly",
]
ROOT_URLCONF = "commonground.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonground.web.menu.page_context",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "commonground.web.static_files.VersionedFiles"},
}
DATABASE_ROUTERS = ["commonground.register.routing.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LOCALE_PATHS = [
    Path(__file__).parents[1] / "web" / "locale"
]  # before those of libraries, which know other groups
LANGUAGES_BIDI = ["ar"]
FORMAT_MODULE_PATH = "commonground.web.formats"
LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20  # of a request that is no upload, in bytes

SECRET_KEY = secret_key()
ALLOWED_HOSTS = (os.environ.get("COMMONGROUND_HOSTS") or "localhost,127.0.0.1,[::1]").split(",")
ORIGIN = os.environ.get("COMMONGROUND_ORIGIN", "").rstrip("/")
"""Where people reach the pages, for instance https://ground.example.org; needed behind a proxy that speaks https."""
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
IS_SECURE = ORIGIN.startswith("https://")
if IS_SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_SSL_REDIRECT = False  # the proxy's work
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = (
    "Lax"  # Strict would sign people out who come by a link in a mail
)
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "commonground.web.failures.csrf_failure"

AUTH_USER_MODEL = "register.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "commonground.web.adapters.InvitedOnly"
SOCIALACCOUNT_ADAPTER = "commonground.web.adapters.KnownOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever holds the invitation's link was sent it
ACCOUNT_SESSION_REMEMBER = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": openid_providers(os.environ),
        "provider_class": "commonground.web.openid.provider.CheckingProvider",
    }
}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # only addresses that the service says it has verified
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Commonground"

API_RATES = {
    "visitor": os.environ.get("COMMONGROUND_RATE_VISITOR") or "120/m",  # by address
    "account": os.environ.get("COMMONGROUND_RATE_ACCOUNT") or "1200/m",
}
DATA_LANGUAGES = OFFICIAL_LANGUAGES
