"""Settings for both ways to run PsoasFit, chosen by environment variables.

Embedded default: nothing needs to be set; SQLite and all files live in VAR_DIR.
Production: PRODUCTION=1, and then SECRET_KEY, SITE_ORIGIN, DATABASE_URL, REDIS_URL and EMAIL_URL must be
set and sound, or the process refuses to start.
"""

import logging
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False) and not PRODUCTION
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
PORT = env.int("PORT", default=8000)


def required(name: str, why: str) -> str:
    """Value of a variable that production cannot do without."""
    value = env.str(name, default="")
    if PRODUCTION and not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


# --- Secrets and addresses ------------------------------------------------------------------------------


def load_secret_key() -> str:
    """SECRET_KEY from the environment; the embedded default makes one once and keeps it in VAR_DIR."""
    key = required("SECRET_KEY", "set it to at least 50 random characters")
    if key:
        if PRODUCTION and (len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-")):
            raise ImproperlyConfigured("SECRET_KEY is too weak: use at least 50 random characters")
        return key
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key() + get_random_secret_key())
    return path.read_text().strip()


SECRET_KEY = load_secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SITE_ORIGIN = (
    required("SITE_ORIGIN", "set it to the public address, such as https://hips.example.org")
    or f"http://127.0.0.1:{PORT}"
).rstrip("/")
_site = urlsplit(SITE_ORIGIN)
IS_LOCAL = _site.hostname in ("127.0.0.1", "localhost", "::1")
HTTPS = _site.scheme == "https"
if PRODUCTION and not HTTPS and not IS_LOCAL:
    raise ImproperlyConfigured(
        "SITE_ORIGIN must start with https:// (plain http is accepted on localhost only)"
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or [_site.hostname or "localhost"]
if IS_LOCAL:
    ALLOWED_HOSTS = [*{*ALLOWED_HOSTS, *LOCAL_HOSTS}]
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]

# A shifted clock lets a person (or a test) see next Monday's reminder today. Never on a real site.
_clock_file = env.str("CLOCK_OFFSET_FILE", default="")
CLOCK_OFFSET_FILE = Path(_clock_file) if _clock_file else None
if CLOCK_OFFSET_FILE and not IS_LOCAL:
    raise ImproperlyConfigured("CLOCK_OFFSET_FILE is for trying things out on localhost only")

# --- Applications ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "psoasfit.apps.OwnStaticFilesConfig",
    "django.forms",
    "django_htmx",
    "csp",
    "lucide",
    "rest_framework",
    "allauth",
    "allauth.account",
    "accounts",
    "routines",
]

MIDDLEWARE = [
    "psoasfit.middleware.request_id",
    "psoasfit.middleware.known_methods",
    "psoasfit.middleware.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, and CSRF tokens are masked anew: no BREACH
    "psoasfit.middleware.response_headers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.own_time_zone",
    "routines.middleware.ask_for_consent",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "psoasfit.urls"
WSGI_APPLICATION = "psoasfit.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "psoasfit.context.site",
            ],
            "builtins": ["psoasfit.icons", "django.templatetags.static"],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our templates/django/forms/ win

# --- Data -----------------------------------------------------------------------------------------------

DATABASE_URL = required("DATABASE_URL", "set it to postgres://user:password@host/name")
if DATABASE_URL:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    if PRODUCTION and DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database in production")
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "psoasfit.sqlite3"}}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE and WAL: with Django's defaults a quarter of concurrent writes failed "database is locked".
    # synchronous=FULL: an acknowledged set must survive a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
            "PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "options": (
            "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
        ),
    }

# Rate limits must hold over all processes and outlive Redis, so the cache is a table.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- Worker ---------------------------------------------------------------------------------------------

REDIS_URL = required("REDIS_URL", "set it to redis://host:6379/0")
CELERY_ENABLED = bool(REDIS_URL)
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="psoasfit")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # a task is only a hint: the truth is in the database
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 3,
    "socket_connect_timeout": 2,
    "visibility_timeout": 300,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "routines.tasks.tick",
        "schedule": env.int("TICK_SECONDS", default=10),
        "options": {"expires": 60},
    }
}

# --- Mail -----------------------------------------------------------------------------------------------

# Everything is written to the outbox table first; MAIL_TRANSPORT is what empties it.
EMAIL_BACKEND = "accounts.mail_backend.OutboxBackend"
EMAIL_URL = required("EMAIL_URL", "set it to smtp://user:password@host:587 (smtp+tls:// for STARTTLS)")
if EMAIL_URL:
    vars().update({key: value for key, value in env.email_url("EMAIL_URL").items() if key != "EMAIL_BACKEND"})
MAIL_TRANSPORT = "smtp" if EMAIL_URL else "inbox"
EMAIL_TIMEOUT = 60
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"PsoasFit <hello@{_site.hostname or 'localhost'}>"
)
REMINDER_FROM_EMAIL = env.str(
    "REMINDER_FROM_EMAIL", default=f"PsoasFit <reminders@{_site.hostname or 'localhost'}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
KEEP_SENT_MAIL = not PRODUCTION  # the inbox page shows sent mails; a real site forgets their text
SHOW_INBOX = MAIL_TRANSPORT == "inbox" and not PRODUCTION
DEMO_ACCOUNT = not PRODUCTION and env.bool("DEMO_ACCOUNT", default=True)

# --- Accounts -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "landing"
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "signup": "accounts.forms.SignupForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False  # True tells strangers which addresses have an account
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if HTTPS else 0)
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 64
ALLAUTH_USER_CODE_FORMAT = {"numeric": False, "dashed": True, "length": 8}

# --- API ------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["psoasfit.rest.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["psoasfit.rest.StrictJSONParser"],
    "EXCEPTION_HANDLER": "psoasfit.rest_errors.exception_handler",
    "DEFAULT_THROTTLE_RATES": {"guest": "30/min", "shared": "30/min"},
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "UNAUTHENTICATED_USER": None,
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144

# --- Time, language, files ------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
USE_I18N = True
FORMAT_MODULE_PATH = None

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
HASHED_STATIC = env.bool("HASHED_STATIC", default=PRODUCTION)
WHITENOISE_USE_FINDERS = not HASHED_STATIC
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # no page asks for the others, and compressing them takes as long
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "psoasfit.storage.StaticStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Browser security -----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
_prefix = "__Host-" if HTTPS else "psoasfit_"
SESSION_COOKIE_NAME = f"{_prefix}sessionid"
CSRF_COOKIE_NAME = f"{_prefix}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_prefix}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
CSRF_FAILURE_VIEW = "psoasfit.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Logs -----------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "psoasfit.logs.RequestIdFilter"},
        "tokens": {"()": "psoasfit.logs.TokenFilter"},
    },
    "formatters": {
        "json": {"()": "psoasfit.logs.JsonFormatter"},
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "tokens"],
            "formatter": "json" if PRODUCTION else "plain",
        },
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING"),
    },
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Every junk request with a foreign Host header would log a traceback and the host it sent.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
logging.captureWarnings(False)
