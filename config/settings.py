"""Django's settings, from the environment alone (config/env.py lists the variables)."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kombu import Exchange, Queue

from config import env, private, secret
from config.beat import every
from tracker.transports.http_guard import is_local

ROOT = env.ROOT
try:
    ENV = env.read()
    DATA_DIR: Path = ENV["DATA_DIR"]
    private.close_what_is_made()
    if private.is_open(DATA_DIR):
        private.close(DATA_DIR)
    SITE_URL: str = ENV["SITE_URL"] or f"http://localhost:{ENV['PORT']}"
    SITE_HOST = urlsplit(SITE_URL).hostname or ""
    IS_LOCAL = is_local(SITE_HOST)
    SECRET_KEY = ENV["SECRET_KEY"] or secret.local_key(DATA_DIR, is_local=IS_LOCAL)
    SECRET_KEY_FALLBACKS: list[str] = ENV["SECRET_KEY_FALLBACKS"] or []
    if not IS_LOCAL and not env.text_of("EMAIL_URL"):
        raise env.BadEnvironment(
            "EMAIL_URL: not set; a public SITE_URL needs a mail server, or mailbox:// to send nothing"
        )
    if ENV["ULTIMATA_WEBHOOKS_LOCAL"] and not IS_LOCAL:
        raise env.BadEnvironment("ULTIMATA_WEBHOOKS_LOCAL: only for trials; a public SITE_URL forbids it")
    if ENV["ULTIMATA_ASSISTANT_URL"] and not ENV["ULTIMATA_ASSISTANT_MODEL"]:
        raise env.BadEnvironment("ULTIMATA_ASSISTANT_MODEL: write the name of the model that answers there")
    if ENV["ULTIMATA_ARCHIVE"] == "save" and not ENV["ULTIMATA_ARCHIVE_KEYS"]:
        raise env.BadEnvironment("ULTIMATA_ARCHIVE: save needs ULTIMATA_ARCHIVE_KEYS; lookup does not")
    if ENV["ULTIMATA_OIDC_ISSUER"] and not ENV["ULTIMATA_OIDC_CLIENT_ID"]:
        raise env.BadEnvironment("ULTIMATA_OIDC_CLIENT_ID: write what the provider calls this site")
    if ENV["ULTIMATA_LOCAL_ACCOUNT"] and not ENV["ULTIMATA_OIDC_ISSUER"]:
        raise env.BadEnvironment(
            "ULTIMATA_LOCAL_ACCOUNT: closes passwords to all others, who need ULTIMATA_OIDC_ISSUER"
        )
    if ENV["DATABASE_POOLED"] and (ENV["DATABASE_URL"] or {}).get("ENGINE") != env.POSTGRESQL:
        raise env.BadEnvironment(
            "DATABASE_POOLED: only PostgreSQL has a pooler; write DATABASE_URL=postgres://…"
        )
    if ENV["DEBUG"] and not IS_LOCAL:
        raise env.BadEnvironment("DEBUG: shows code and settings to everybody; a public SITE_URL forbids it")
    if not IS_LOCAL:
        secret.check(SECRET_KEY)
except env.BadEnvironment as error:
    raise SystemExit(f"ultimata: {str(error).replace(chr(10), chr(10) + 'ultimata: ')}") from None

DEBUG: bool = ENV["DEBUG"]
ALLOWED_HOSTS: list[str] = ENV["ALLOWED_HOSTS"] or [SITE_HOST]
if IS_LOCAL:
    ALLOWED_HOSTS = list(dict.fromkeys([*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]))
TAG_AUTHORITY: str | None = ENV["ULTIMATA_TAG_AUTHORITY"]  # the first public site keeps it (models.Naming)
TRUSTED_PROXIES: int = ENV["ULTIMATA_TRUSTED_PROXIES"]
PORT: int = ENV["PORT"]
RUNTIME_DIR = env.runtime_folder(DATA_DIR)

# --- Apps
MAIL: dict[str, Any] | None = ENV["EMAIL_URL"]
MAILBOX = MAIL is None  # mails are kept in the database and shown to staff
INSTALLED_APPS = [
    "config",
    "tracker",
    "config.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
]
MIDDLEWARE = [
    "config.request_ids.RequestIds",
    # First of all, so that refusals and redirects of those below carry the headers, too.
    "config.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "tracker.web.params.WithoutTrackers",
    "config.health.HealthUnderAnyName",
    "tracker.web.middleware.rate_limit.RateLimit",
    "tracker.web.middleware.page_cache.PageCache",
    "config.languages.LanguageOfAddress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.web.middleware.render_budget.RenderBudget",
    "config.addresses.NoNulInAdmin",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.templates.Unindented", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
CRISPY_TEMPLATE_PACK = CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
PASSWORD_RESET_TIMEOUT = 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- The log-in of the admin: config.sign_in, on django-allauth; nobody signs up
ACCOUNT_ADAPTER = "config.sign_in.adapters.Accounts"
MFA_ADAPTER = "config.sign_in.adapters.Factors"
SOCIALACCOUNT_ADAPTER = "config.sign_in.adapters.Provided"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_RATE_LIMITS = False  # counted by services.login_attempts, for all processes together
ACCOUNT_LOGOUT_REDIRECT_URL = "admin:login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = f"Ultimata ({SITE_HOST})"
MFA_TOTP_TOLERANCE = 1  # a code typed at its last second is not refused (RFC 6238, section 5.2)
MFA_FORMS = {
    "authenticate": "config.sign_in.forms.CodeForm",
    "reauthenticate": "config.sign_in.forms.CodeAgainForm",
    "authenticate_webauthn": "config.sign_in.forms.KeyForm",
    "login_webauthn": "config.sign_in.forms.PasskeyForm",
    "reauthenticate_webauthn": "config.sign_in.forms.KeyAgainForm",
    "add_webauthn": "config.sign_in.forms.AddKeyForm",
}
OIDC_ISSUER: str = ENV["ULTIMATA_OIDC_ISSUER"] or ""
OIDC_NAME: str = ENV["ULTIMATA_OIDC_NAME"] or urlsplit(OIDC_ISSUER).hostname or ""
OIDC_GROUPS_CLAIM: str = ENV["ULTIMATA_OIDC_GROUPS_CLAIM"]
OIDC_GROUPS: dict[str, str] = ENV["ULTIMATA_OIDC_GROUPS"]  # by the provider's names
LOCAL_ACCOUNT: str = ENV["ULTIMATA_LOCAL_ACCOUNT"] or ""  # the only one with a password, where it is set
OIDC_CLIENT: tuple[str, str] = (
    ENV["ULTIMATA_OIDC_CLIENT_ID"] or "",
    ENV["ULTIMATA_OIDC_CLIENT_SECRET"] or "",
)
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form could not lead to the provider: form-action is 'self'

# --- Database
DATABASE: dict[str, Any] = ENV["DATABASE_URL"] or {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(DATA_DIR / "ultimata.sqlite3"),
}
DATABASE_POOLED: bool = ENV["DATABASE_POOLED"]
# What is erased is overwritten in the file, not only forgotten (secure_delete).
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
)
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE two writers meet 'database is locked'; with it and 20 s of patience they queue.
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": SQLITE_PRAGMAS,
    }
    DATABASE["CONN_MAX_AGE"] = 60
else:
    DATABASE["OPTIONS"] = {"connect_timeout": 3, **DATABASE.get("OPTIONS", {})}
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True
    # A pooler in transaction mode: one transaction may have another session than the one before it.
    DATABASE["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_POOLED
DATABASES = {"default": DATABASE}

# --- Pages
PAGE_CACHE = not DEBUG
PAGE_VERSION_SECONDS = 1.0  # how old the version of the record it knows may be before a process asks again
PAGE_STALE_SECONDS = 10.0  # for how long it may show a page that was good while it makes it anew
# What one address may ask (web.request_limits): requests of programs, and seconds of making pages at once.
API_REQUESTS_A_MINUTE: int = ENV["ULTIMATA_REQUESTS_A_MINUTE"]
RENDER_SECONDS: float = ENV["ULTIMATA_RENDER_SECONDS"]
CSRF_FAILURE_VIEW = "config.admin_site.token_failed"

DOWNLOADS_DIR = DATA_DIR / "downloads"  # what /data/ offers, written once a version of the record

# --- Redis, cache and jobs
REDIS_URL: str = ENV["REDIS_URL"] or f"redis+socket://{RUNTIME_DIR / 'valkey.sock'}"
REDIS_IS_EMBEDDED = ENV["REDIS_URL"] is None
# Nothing of value is cached, and pages must not depend on Redis: each process keeps its own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# The longest task ends well below the visibility timeout; eta and countdown are banned (tests/test_rules.py).
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = False  # with late ack, Celery 5.7.0 dies when Redis restarts during a task
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # KiB; of the process that reads feeds and pages
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # in memory: no file to corrupt
TICK_SECONDS = 5.0
CELERY_BEAT_SCHEDULE = {"tick": {"task": "tracker.tasks.tick", "schedule": every(TICK_SECONDS)}}
# A tick takes a moment, sending many mails half a minute: each kind of task waits for its own kind alone.
CELERY_TASK_QUEUES = [
    Queue(name, Exchange(name), routing_key=name) for name in ("ticks", "mails", "calls", "push", "intake")
]
CELERY_TASK_ROUTES = {
    "tracker.tasks.tick": {"queue": "ticks"},
    "tracker.tasks.drain": {"queue": "mails"},
    "tracker.tasks.call": {"queue": "calls"},
    "tracker.tasks.send_pushes": {"queue": "push"},
    "tracker.tasks.watch": {"queue": "calls"},
    "tracker.tasks.poll_feeds": {"queue": "intake"},
    "tracker.tasks.read_items": {"queue": "intake"},
    "tracker.tasks.check_pages": {"queue": "intake"},
}
CELERY_TASK_DEFAULT_QUEUE = CELERY_TASK_DEFAULT_EXCHANGE = CELERY_TASK_DEFAULT_ROUTING_KEY = "mails"

# --- Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("uk", "Українська")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Static files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_PERMISSIONS = None  # collected files are as private as all of DATA_DIR; we serve them ourselves

# --- Mail
EMAIL_BACKEND = "config.mailbox.backend.EmailBackend"
MAILBOX_DIR = DATA_DIR / "mailbox"
if MAIL is not None:
    for name in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"):
        globals()[name] = MAIL[name]
    EMAIL_USE_TLS: bool = MAIL.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL: bool = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 15
# A mail address needs a full domain, which localhost is not; nothing is sent from there to anybody.
DEFAULT_FROM_EMAIL: str = (
    ENV["DEFAULT_FROM_EMAIL"] or f"Ultimata <ultimata@{'ultimata.localhost' if IS_LOCAL else SITE_HOST}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
BOUNCE_ADDRESS: str | None = ENV["ULTIMATA_BOUNCE_ADDRESS"]  # the return path of mails; * is a number each
MAIL_CONNECTIONS = 1 if DATABASE["ENGINE"] == "django.db.backends.sqlite3" else 8  # a worker process
MAIL_URL = env.text_of("EMAIL_URL") or "mailbox://"
MAIL_HELO = "" if IS_LOCAL else SITE_HOST
MAIL_LEASE_SECONDS = 180.0  # a worker that died is missed after so long; longer than one mail can take
# After a temporary refusal; then again and again by the last.
MAIL_BACK_OFF_SECONDS: tuple[float, ...] = (60, 300, 900, 1800, 3600)
MAIL_UNCERTAIN_SECONDS = 600.0  # between a lost reply and the next copy
WEBHOOK_SECRET: str | None = ENV["ULTIMATA_WEBHOOK_SECRET"]  # of calls to /webhooks/mail/<provider>/
METRICS_TOKEN: str | None = ENV["ULTIMATA_METRICS_TOKEN"]  # of /metrics
NEWS_GRACE_SECONDS = 300  # news typed by an editor waits so long, and can be called back

# --- Retention: how long services.retention keeps what
KEEP_MAILS = timedelta(days=ENV["ULTIMATA_KEEP_MAILS_DAYS"])  # that ended, of cases that are not live
KEEP_CALLS = timedelta(days=ENV["ULTIMATA_KEEP_CALLS_DAYS"])  # of webhooks, and so what can be sent again
KEEP_SUBSCRIPTIONS = timedelta(days=ENV["ULTIMATA_KEEP_SUBSCRIPTIONS_DAYS"])  # that ended
KEEP_REPORTS = timedelta(days=ENV["ULTIMATA_KEEP_REPORTS_DAYS"])  # of errors, that were decided
KEEP_INCIDENTS = timedelta(days=ENV["ULTIMATA_KEEP_INCIDENTS_DAYS"])  # what operators were mailed about
KEEP_LOG = timedelta(days=ENV["ULTIMATA_KEEP_LOG_DAYS"])  # of the admin
KEEP_FACTS = timedelta(days=ENV["ULTIMATA_KEEP_FACTS_DAYS"])  # of security; the database insists on 30 days
KEEP_TEXTS = timedelta(days=ENV["ULTIMATA_KEEP_TEXTS_DAYS"])  # of intake, whole; their quotes stay
KEEP_UNREAD = timedelta(days=7)  # items in which nothing was read: why they fell, for editors
KEEP_REJECTED = timedelta(days=ENV["ULTIMATA_KEEP_REJECTED_DAYS"])  # candidates, with the reasons
PRUNE_BATCH = 2000  # rows a tick looks at to delete what is old

# --- The site watches itself
OPERATORS: tuple[str, ...] = tuple(ENV["ULTIMATA_OPERATORS"] or ())  # addresses of mail, or of webhooks
PING_URL: str = ENV["ULTIMATA_PING_URL"] or ""
SENTRY_DSN: str = ENV["SENTRY_DSN"] or ""

# --- Editing
FOUR_EYES: bool = ENV["ULTIMATA_FOUR_EYES"]  # nobody publishes what they wrote last

# --- A language model that helps to read texts: off while it has no address
ASSISTANT_URL: str = ENV["ULTIMATA_ASSISTANT_URL"] or ""
ASSISTANT_MODEL: str = ENV["ULTIMATA_ASSISTANT_MODEL"] or ""
ASSISTANT_KEY: str = ENV["ULTIMATA_ASSISTANT_KEY"] or ""
ASSISTANT_KIND: str = ENV["ULTIMATA_ASSISTANT_KIND"]
ASSISTANT_DAILY: int = ENV["ULTIMATA_ASSISTANT_DAILY"]  # questions a day of UTC
# --- Cited pages: a site on this machine asks for none of them unless it is told to
CHECK_PAGES: bool = not IS_LOCAL if ENV["ULTIMATA_CHECK_PAGES"] is None else ENV["ULTIMATA_CHECK_PAGES"]
ARCHIVE: str = ENV["ULTIMATA_ARCHIVE"] or ("off" if IS_LOCAL else "lookup")
ARCHIVE_KEYS: str = ENV["ULTIMATA_ARCHIVE_KEYS"] or ""
ARCHIVE_URL: str = ENV["ULTIMATA_ARCHIVE_URL"]

# --- Webhooks
WEBHOOKS_LOCAL: bool = ENV["ULTIMATA_WEBHOOKS_LOCAL"]  # for trials: they may call this machine, without TLS
WEBHOOK_CONNECTIONS = 4 if DATABASE["ENGINE"] == "django.db.backends.sqlite3" else 8  # a worker process
# How many calls at once, and how many a second from then on.
WEBHOOK_ENDPOINT_LIMIT: tuple[int, float] = (120, 2.0)
WEBHOOK_HOST_LIMIT: tuple[int, float] = (600, 10.0)
WEBHOOK_BACK_OFF_SECONDS: tuple[float, ...] = (5, 60, 300, 1800, 7200, 21_600, 43_200)  # about a day in all

# --- Web push: off while there is no key
PUSH_KEY: str = ENV["ULTIMATA_PUSH_KEY"] or ""
PUSH_SERVICES: list[str] = ENV["ULTIMATA_PUSH_SERVICES"]  # where endpoints of browsers may be, and below
PUSH_CONNECTIONS = WEBHOOK_CONNECTIONS  # a worker process
PUSH_BACK_OFF_SECONDS: tuple[float, ...] = WEBHOOK_BACK_OFF_SECONDS

# --- Security
IS_SECURE = SITE_URL.startswith("https://")
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), browsing-topics=()"
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
# Which other names of the domain are served, and whether browsers should list it, is for its owner to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_SECURE else f"sessionid-{PORT}"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_SECURE else f"csrftoken-{PORT}"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # one case with its inlines is a long form

# --- Logging
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "config.logs.TextFormatter",
            "format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s",
            "datefmt": "%H:%M:%S",
        },
        "json": {"()": "config.logs.JsonFormatter"},
    },
    "filters": {
        "without probes": {"()": "config.logs.WithoutProbes"},
        "one line": {"()": "config.logs.OneLine"},
        "without foreign hosts": {"()": "config.logs.WithoutForeignHosts"},
    },
    "handlers": {
        "terminal": {
            "class": "logging.StreamHandler",
            "formatter": ENV["LOG_FORMAT"],
        },
    },
    "root": {"handlers": ["terminal"], "level": ENV["LOG_LEVEL"]},
    "loggers": {
        "django": {"handlers": [], "level": ENV["LOG_LEVEL"], "propagate": True},
        "django.request": {"filters": ["without probes", "without foreign hosts"]},
        "django.security.DisallowedHost": {"filters": ["one line"]},
        "django.server": {"handlers": [], "propagate": True},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
