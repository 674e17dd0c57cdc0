"""Django's settings: the environment is read here, once, and nowhere else."""

import os
from pathlib import Path
from re import fullmatch
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from pagcrm import embedded
from pagcrm.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Environment ---------------------------------------------------------------------------------
PAGCRM_ENV = os.environ.get("PAGCRM_ENV", "local")
if PAGCRM_ENV not in {"local", "production"}:
    raise ImproperlyConfigured(f"PAGCRM_ENV is {PAGCRM_ENV!r}: set it to local or production.")
PRODUCTION = PAGCRM_ENV == "production"
env = Environment(variables=os.environ, production=PRODUCTION)

PAGCRM_HOME = embedded.home()
LOCAL = {} if PRODUCTION else embedded.addresses(PAGCRM_HOME)

DEBUG = env.flag("DEBUG")
if DEBUG and PRODUCTION:
    env.problems.append("DEBUG is on: it must be off in production")

SECRET_KEY = env.text(
    "SECRET_KEY",
    local=LOCAL.get("secret_key", "unset"),
    hint="50 random characters or more, the same on every host",
)
if PRODUCTION and env.optional("SECRET_KEY") and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    env.problems.append("SECRET_KEY is too short: use 50 random characters or more")
#: Under it addresses of people who opted out are known again; unlike SECRET_KEY it never changes.
SUPPRESSION_KEY = env.text(
    "SUPPRESSION_KEY",
    local=SECRET_KEY,
    hint="50 random characters or more, for opt-outs; never change it (see docs/privacy.md)",
)
if PRODUCTION and env.optional("SUPPRESSION_KEY") and len(SUPPRESSION_KEY) < 50:
    env.problems.append("SUPPRESSION_KEY is too short: use 50 random characters or more")
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    local=["localhost", "127.0.0.1", "[::1]"],
    hint="the host names the product answers to, with commas",
)
CSRF_TRUSTED_ORIGINS = [o for o in env.optional("CSRF_TRUSTED_ORIGINS").split(",") if o]

# --- Databases: one PostgreSQL database, three roles ---------------------------------------------
COMMON_DATABASE: dict[str, Any] = {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": env.number("DATABASE_CONN_MAX_AGE_SECONDS", default=600),
    "CONN_HEALTH_CHECKS": True,
}


def database(name: str, role: str, hint: str, options: dict[str, str]) -> dict[str, Any]:
    """Give the connection of one role."""
    found = env.database(name, local=LOCAL.get(role, {}), hint=hint)
    found["OPTIONS"] = found.get("OPTIONS", {}) | options
    return COMMON_DATABASE | found


DATABASES = {
    "default": database(
        "DATABASE_URL", "app", "postgresql:// address with the app role (pagcrm_app)", {}
    ),
    "owner": database(
        "DATABASE_OWNER_URL", "owner", "the same database with the owner role (pagcrm_owner)", {}
    ),
    "portal": database(
        "DATABASE_PORTAL_URL",
        "portal",
        "the same database with the portal role (pagcrm_portal)",
        {"options": "-c default_transaction_read_only=on"},
    ),
}
DATABASE_ROUTERS = ["pagcrm.router.RoleRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis or Valkey: broker, cache --------------------------------------------------------------
REDIS_URL = env.text(
    "REDIS_URL", local=LOCAL.get("redis_url", ""), hint="redis:// address of Redis 7 or Valkey"
)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "pagcrm",
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # wait for a broker that is away, however long
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_keepalive": True}
CELERY_BEAT_SCHEDULE_FILENAME = str(PAGCRM_HOME / "celerybeat-schedule")

# --- Apps ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "advocacy",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "js_lib_bootstrap5",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "advocacy.access.AccessMiddleware",
    "advocacy.clock.ClockMiddleware",
    "pagcrm.providers.ProvidersMiddleware",
    "pagcrm.accounts.EvenlyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "pagcrm.urls"
WSGI_APPLICATION = "pagcrm.wsgi.application"
FORM_RENDERER = "advocacy.forms.renderer.Renderer"
TEMPLATES = [
    {
        "BACKEND": "pagcrm.pages.Pages",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "pagcrm.folding.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "libraries": {"lucide": "advocacy.templatetags.icons"},  # drawn once, then remembered
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "advocacy.views.counts.nav_counts",
            ],
        },
    }
]
TEMPLATES.append({
    "BACKEND": "django.template.backends.jinja2.Jinja2",
    "NAME": "rows",
    "DIRS": [BASE_DIR / "templates" / "rows"],
    "OPTIONS": {"environment": "pagcrm.jinja.environment"},
})  # fmt: skip
FORMS_URLFIELD_ASSUME_HTTPS = True  # an address without scheme; goes with Django 6
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Languages and times -------------------------------------------------------------------------
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files --------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [p for p in [BASE_DIR / "static"] if p.is_dir()]
STATIC_ROOT = Path(env.optional("STATIC_ROOT", str(PAGCRM_HOME / "static")))
MEDIA_ROOT = env.text(
    "FILES_ROOT",
    local=str(PAGCRM_HOME / "files"),
    hint="the folder of uploaded files, the same for every web host, outside the web root",
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- People: who signs in and how ----------------------------------------------------------------
AUTH_USER_MODEL = "advocacy.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "pagcrm.accounts.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
VALIDATORS: dict[str, dict[str, int]] = {
    "UserAttributeSimilarityValidator": {},
    "MinimumLengthValidator": {"min_length": 12},
    "CommonPasswordValidator": {},
    "NumericPasswordValidator": {},
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in VALIDATORS.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "pagcrm.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "pagcrm: "
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}  # axes counts by account
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "pagcrm"
MFA_FORMS = {  # allauth would count wrong codes by address of the network alone
    "authenticate": "pagcrm.second_step.AuthenticateForm",
    "reauthenticate": "pagcrm.second_step.ReauthenticateForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator gives the addresses, no visitor types them
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ADAPTER = "pagcrm.accounts.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OPENID_PROVIDERS = env.objects(
    "OPENID_PROVIDERS",
    keys={"provider_id", "name", "client_id", "secret", "server_url", "serves"},
)
for _provider in OPENID_PROVIDERS:
    if _provider["serves"] not in {"colleagues", "sponsors"}:
        env.problems.append(f"OPENID_PROVIDERS: {_provider['name']} serves colleagues or sponsors")
    if not fullmatch(r"[A-Za-z0-9_-]+", str(_provider["provider_id"])):
        env.problems.append("OPENID_PROVIDERS: a provider_id is made of letters, digits, _ and -")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {key: provider[key] for key in ("provider_id", "name", "client_id", "secret")}
            | {"settings": {"server_url": provider["server_url"]}}
            for provider in OPENID_PROVIDERS
        ],
    }
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "pagcrm.accounts.name_tried"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True

# --- Security ------------------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", default=31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "pagcrm.errors.form_expired"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],  # and the identity providers that a page shows (pagcrm.providers)
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# --- Mail ----------------------------------------------------------------------------------------
MAIL = env.mail(
    "EMAIL_URL",
    local={
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(PAGCRM_HOME / "mail"),
    },
    hint="smtp://user:password@host:587 of the mail server",
)
globals().update(MAIL)
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT_SECONDS", default=20)
# A worker that does not come back within the lease has lost its messages.
MESSAGE_LEASE_SECONDS = env.number("MESSAGE_LEASE_SECONDS", default=180)
MESSAGE_RETRY_SECONDS = env.number("MESSAGE_RETRY_SECONDS", default=60)  # doubled at each try
MESSAGE_SWEEP_SECONDS = env.number("MESSAGE_SWEEP_SECONDS", default=30)
if MESSAGE_SWEEP_SECONDS < 1:
    env.problems.append("MESSAGE_SWEEP_SECONDS must be at least 1")
if MESSAGE_LEASE_SECONDS <= EMAIL_TIMEOUT:
    env.problems.append("MESSAGE_LEASE_SECONDS must be more than EMAIL_TIMEOUT_SECONDS")
PUBLIC_URL = env.text(
    "PUBLIC_URL",
    local=f"http://127.0.0.1:{os.environ.get('PORT') or 8000}",
    hint="the address that people open, as https://crm.example.org, for links in mails",
).rstrip("/")
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", local="pagcrm@localhost", hint="the sender of the product's mails"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Each partnership has its own address there, behind a plus; the mailbox behind it is read.
REPLY_ADDRESS = env.optional("REPLY_ADDRESS", "" if PRODUCTION else "replies@localhost")
if "@" not in (REPLY_ADDRESS or "@"):
    env.problems.append("REPLY_ADDRESS must read replies@example.org")
# The mailbox that both REPLY_ADDRESS and DEFAULT_FROM_EMAIL lead to; bounces come to the sender.
IMAP_URL = env.optional("IMAP_URL")
IMAP_SCHEMES = {"imaps"} if PRODUCTION else {"imap", "imaps"}
if IMAP_URL and (urlsplit(IMAP_URL).scheme not in IMAP_SCHEMES or not urlsplit(IMAP_URL).username):
    env.problems.append("IMAP_URL must read imaps://user:password@host:993/INBOX")
INBOUND_WEBHOOK_SECRET = env.optional("INBOUND_WEBHOOK_SECRET")
if INBOUND_WEBHOOK_SECRET and len(INBOUND_WEBHOOK_SECRET) < 32:
    env.problems.append("INBOUND_WEBHOOK_SECRET is too short: use 32 random characters or more")
POSTAL_ADDRESS = env.text(
    "POSTAL_ADDRESS",
    local="1 Demo Street, Nowhere",
    hint="the postal address that every mail to a group must carry",
)

# --- Log -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "not_health": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: not record.getMessage().endswith("/healthz"),
        },
        "without_tokens": {"()": "pagcrm.log.WithoutTokens"},
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["not_health", "without_tokens"],
        }
    },
    "loggers": {"axes": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": env.optional("LOG_LEVEL", "INFO").upper()},
}

if env.problems:
    raise ImproperlyConfigured(
        "The environment does not fit:\n" + "\n".join(f"  - {line}" for line in env.problems)
    )
