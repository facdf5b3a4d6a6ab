"""The site's settings. Every environment variable is read in the first block.

`docs/settings.md` explains each of them; a test compares the two.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

from lobby.origins import is_loopback
from signaling_site import environment as kind
from signaling_site.secret_key import kept_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = kind.Environment(os.environ)
DATA_DIR = env.read("PLAYLOBBY_DATA_DIR", kind.folder, str(BASE_DIR / "data"))
SECRET_KEY = env.read("PLAYLOBBY_SECRET_KEY", kind.text, "") or kept_secret_key(DATA_DIR)
SITE_URL = env.read("PLAYLOBBY_SITE_URL", kind.address, "http://localhost:8000")
PLAY_URL = env.read(
    "PLAYLOBBY_PLAY_URL", kind.address, f"{SITE_URL.scheme}://play.{SITE_URL.netloc}"
)
DATABASE = env.read(
    "PLAYLOBBY_DATABASE_URL", kind.database, f"sqlite:///{DATA_DIR / 'playlobby.sqlite3'}"
)
REDIS_URL = env.read("PLAYLOBBY_REDIS_URL", kind.redis, "")
DEBUG = env.read("PLAYLOBBY_DEBUG", kind.switch, "off")
LIMITS = env.read("PLAYLOBBY_LIMITS", kind.one_of("on", "off"), "on")
JOIN_WITHIN = env.read("PLAYLOBBY_JOIN_WITHIN", kind.seconds, "30")
RESUME_WITHIN = env.read("PLAYLOBBY_RESUME_WITHIN", kind.seconds, "20")
MAX_ROOMS = env.read("PLAYLOBBY_MAX_ROOMS", kind.count, "1024")
MAX_ROOMS_PER_GAME = env.read("PLAYLOBBY_MAX_ROOMS_PER_GAME", kind.count, "512")
ROOM_LIFETIME = timedelta(hours=env.read("PLAYLOBBY_ROOM_HOURS", kind.hours, "24"))
MAX_PEERS = env.read("PLAYLOBBY_MAX_PEERS", kind.count, "4096")
KEEP_BUILDS = env.read("PLAYLOBBY_KEEP_BUILDS", kind.count_from_one, "10")
GAMES_PER_HOST = env.read("PLAYLOBBY_GAMES_PER_HOST", kind.count, "20")
BYTES_PER_HOST = env.read("PLAYLOBBY_BYTES_PER_HOST", kind.count, "5000") * 1_000_000
TRUSTED_PROXIES = env.read("PLAYLOBBY_TRUSTED_PROXIES", kind.networks, "")
ACCEL = env.read("PLAYLOBBY_ACCEL", kind.location, "")
DRAIN = env.read("PLAYLOBBY_DRAIN", kind.seconds_or_none, "10")
SIGNUP = env.read("PLAYLOBBY_SIGNUP", kind.one_of("open", "players", "closed"), "closed")
STAFF_MFA = env.read("PLAYLOBBY_STAFF_MFA", kind.one_of("required", "optional"), "optional")
BLOCKED_WORDS = env.read("PLAYLOBBY_BLOCKED_WORDS", kind.file, "")
MAIL = env.read("PLAYLOBBY_EMAIL_URL", kind.mail, "console:")
TURN_TERM = timedelta(minutes=env.read("PLAYLOBBY_TURN_TERM", kind.minutes_of_a_day, "360"))
METRICS_TOKEN = env.read("PLAYLOBBY_METRICS_TOKEN", kind.text, "")
LOG = env.read("PLAYLOBBY_LOG", kind.one_of("plain", "json"), "plain")
LOG_LEVEL = env.read(
    "PLAYLOBBY_LOG_LEVEL", kind.one_of("debug", "info", "warning", "error"), "info"
).upper()
env.tell_of_unknown()

SITE_ORIGIN = SITE_URL.geturl()
PLAY_HOST = PLAY_URL.netloc
SECURE = SITE_URL.scheme == "https"
LOOPBACK = is_loopback(SITE_URL.hostname or "")
LOCAL_NAMES = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [SITE_URL.hostname or "", *(LOCAL_NAMES if LOOPBACK else [])]

INSTALLED_APPS = [
    # For `runserver`, and only there: it would cost each process a third of its start.
    *(["daphne"] if "runserver" in sys.argv else []),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "lobby",
]
MIDDLEWARE = [
    "signaling_site.health.HealthMiddleware",
    "signaling_site.one_address.OneAddressMiddleware",
    "lobby.isolation.SiteHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "lobby.api.door.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lobby.guests.GuestMiddleware",
    "lobby.banned.BanMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "lobby.second_step.StaffMiddleware",
]
ROOT_URLCONF = "signaling_site.urls"
ASGI_APPLICATION = "signaling_site.asgi.application"
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
            ],
        },
    }
]

if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # A writer that begins as a reader cannot wait for the lock: it fails at once. Hence IMMEDIATE.
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:  # One that sleeps takes connections, and says nothing.
    DATABASE.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# Opening a connection costs more than a join; closing SQLite's last one writes its log back.
DATABASES = {"default": DATABASE | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
# Whoever closes or kicks all that a list of the admin has found sends a field for each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "blobs": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "blobs"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "signaling_site.static_files.HashedFiles",
    },
}

# Nothing of a visitor may reach the games' origins, which may be children of this one.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
GUEST_COOKIE_NAME = "__Host-guest" if SECURE else "guest"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = GUEST_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60 if SECURE else 0  # Of this host alone, not of those below.
# The proxy in front leads plain http to https; hosts below this one, and lists that browsers are
# shipped with, are a word for the whole domain, which is its owner's to say.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W005", "security.W021"]
SILENCED_SYSTEM_CHECKS += ["security.W009"]  # Of the key `lobby.doctor` tells.
X_FRAME_OPTIONS = "DENY"

# Accounts are for hosts and staff; players are guests. The rules that need words: lobby.accounts.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # Refuses who was locked out, before any password.
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "lobby.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Playlobby: "
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip"}  # Failures of one account are axes' to count.
MFA_ADAPTER = "lobby.second_step.SecondSteps"
MFA_FORMS = {
    "authenticate": "lobby.second_step.LogInForm",
    "reauthenticate": "lobby.second_step.AgainForm",
}
MFA_TOTP_ISSUER = "Playlobby"
MFA_TOTP_TOLERANCE = 1  # of 30 seconds each way, as RFC 6238 advises: phones' clocks are off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # No address is verified here.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "lobby.accounts.account_named"
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "csrfmiddlewaretoken"]
AXES_VERBOSE = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DEFAULT_FROM_EMAIL = f"Playlobby <noreply@{SITE_URL.hostname}>"
globals().update(MAIL)

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "lobby.log_lines.PlainLines"},
        "json": {"()": "lobby.log_lines.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG}},
    "root": {"handlers": ["stderr"], "level": "ERROR" if LOG_LEVEL == "ERROR" else "WARNING"},
    "loggers": {
        "lobby": {"level": LOG_LEVEL},
        "channels_redis": {"level": "CRITICAL"},  # A trace a second; `lobby.bus` says it once.
        # They have handlers of their own by default, one of which would write mails.
        "django": {"handlers": [], "level": "WARNING"},
        "django.server": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # Its warnings show the codes of rooms.
    },
}
