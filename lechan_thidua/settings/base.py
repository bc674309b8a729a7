"""Settings that run with nothing set; environment variables switch the services on.

PostgreSQL by DB=postgres, Redis by REDIS_URL, mail by EMAIL_HOST, evidence in S3 by S3_BUCKET, an outside identity
provider by OIDC_SERVER_URL. Everything written at run time lives under DATA_DIR.
"""

from pathlib import Path

import bootstrap_wrapper
from django.core.exceptions import ImproperlyConfigured

from . import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
SECRET_KEY = env.text("SECRET_KEY", "demo-only-key-not-for-production-4b1f0c7e6a5d4938")
# Former secret keys, only to go on reading the seals of the log (ADR 0035) and the marks of receipts on paper.
AUDIT_OLD_KEYS = env.words("AUDIT_OLD_KEYS", "")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SITE_URL = env.text("SITE_URL", f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
SITE_NAME = "Cổng thi đua, khen thưởng phường Lê Chân"
# Who helps: shown at the foot of every page and at the end of every mail.
OFFICE_NAME = env.text("OFFICE_NAME", "Phòng Văn hóa – Xã hội phường Lê Chân")
OFFICE_PHONE = env.text("OFFICE_PHONE")
# The office's Zalo number; a link “Nhắn Zalo” on the unit's home when set.
OFFICE_ZALO = "".join(filter(str.isdigit, env.text("OFFICE_ZALO")))

INSTALLED_APPS = [
    "core",
    "accounts",
    "campaigns",
    "submissions",
    "awards",
    "reports",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "bs_icon_templates",
    "import_export",
]

MIDDLEWARE = [
    # What sets headers stands outside: static files and refusals of the middlewares below carry them too.
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.BodyLimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.ReadableAddressMiddleware",
    "core.middleware.LogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.VisitMiddleware",
    "core.middleware.NoStoreMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.privacy_gate.NoticeMiddleware",
]

ROOT_URLCONF = "lechan_thidua.urls"
WSGI_APPLICATION = "lechan_thidua.wsgi.application"

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
                "accounts.context_processors.portal",
            ],
        },
    }
]

# --- Database -------------------------------------------------------------------------------------------------------
if env.text("DB", "sqlite") == "postgres":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": env.text("PGDATABASE", "lechan"),
            "USER": env.text("PGUSER", "lechan"),
            "PASSWORD": env.text("PGPASSWORD"),
            "HOST": env.text("PGHOST", "localhost"),
            "PORT": env.text("PGPORT", "5432"),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # A database that is away is noticed in seconds, also in the middle of a conversation.
            "OPTIONS": {
                "connect_timeout": 5,
                "tcp_user_timeout": 10_000,
                # No page asks anything that is worth compiling, or sharing out among processes: for a filter of the
                # office's list the compiler took over a second, and starting helpers ten times as long as the work.
                # PGOPTIONS, which this would hide, has the last word.
                "options": f"-c jit=off -c max_parallel_workers_per_gather=0 {env.text('PGOPTIONS')}".rstrip(),
            },
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "db.sqlite3",
            # IMMEDIATE: a read-then-write transaction would otherwise fail at once with "database is locked".
            # secure_delete: a deleted ballot row must not stay readable in the file (reliability 1.1).
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA secure_delete=ON;"
                    "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=67108864;"
                ),
            },
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache and queue ------------------------------------------------------------------------------------------------
# Rate limits live in the cache, so every process must share it. A table, not Redis: whoever can reach the database can
# sign in and hand a report in, also while Redis is away (reliability F4).
REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_table",
        # Full at 300 by default: whoever guesses for a thousand names would push the count of the first one out.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A session ends after this long without a press, and after this long in any case; the page warns before (threat 13).
SESSION_IDLE_SECONDS = env.number("SESSION_IDLE_MINUTES", 30) * 60
SESSION_WARNING_SECONDS = 5 * 60
SESSION_ABSOLUTE_SECONDS = env.number("SESSION_HOURS", 12) * 3600
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", REDIS_URL or "memory://")
# With no broker at all a task runs inside the request that queued it.
CELERY_TASK_ALWAYS_EAGER = CELERY_BROKER_URL == "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for its broker as long as it takes, instead of giving up after a hundred tries.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    # One try with a short patience, for a broker that refuses and for one that takes the call and says nothing.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
}
# While the broker is away a request must not wait for it: the row is there and the sweep queues it again.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
if CELERY_BROKER_URL.startswith("filesystem://"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "queue" / "in"),
        "data_folder_out": str(DATA_DIR / "queue" / "in"),
        "processed_folder": str(DATA_DIR / "queue" / "done"),
        "control_folder": str(DATA_DIR / "queue" / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
    for _name in ("in", "control"):
        (DATA_DIR / "queue" / _name).mkdir(parents=True, exist_ok=True)
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"

# --- Sign-in --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Characters of a password alone, and of one beside a second factor (law.md 6.2).
PASSWORD_LENGTH = env.number("PASSWORD_LENGTH", 14)
PASSWORD_LENGTH_WITH_FACTOR = env.number("PASSWORD_LENGTH_WITH_FACTOR", 8)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.outside.adapter.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "add_email": "accounts.forms.addresses.ChangeAddressForm",
    "reset_password": "accounts.forms.sign_in.ResetForm",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Wrong passwords: 5 for what was typed, as the page says, 10 for one account however it was named. A whole office sits
# behind one address: only attempts that were really tried count against it, and nothing counts that was right.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/10m/key",
    "login_account": "10/10m/key",
    "login_address": "100/5m/ip",
    "login_link": "3/10m/key,60/10m/ip",
    "reset_password": "3/10m/key,60/10m/ip",
    "check_receipt": "20/m/ip",
    # Wrong codes of the meeting room, for one member.
    "room_code": "5/5m/key",
    "check_award": "20/m/ip",
    "calendar_feed": "20/m/ip",
}
# Nobody without an account gets a letter: the page says the same, and strangers cannot be mailed through the portal.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Whoever opened the mailed link and set a password is in; typing it again right away helps nobody.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
# Who works only with a second factor; everybody else is offered one. The demonstration has to open with a password.
_NEED_FACTOR = "" if DEMO else "REVIEWER,COUNCIL_SECRETARY,COUNCIL_CHAIR,CHAIRMAN,ADMIN"
SECOND_FACTOR_ROLES = env.words("SECOND_FACTOR_ROLES", _NEED_FACTOR)
USERSESSIONS_ADAPTER = "accounts.adapters.UserSessionsAdapter"
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# There is nothing to guess about a passkey; ten a minute would keep an office waiting at eight o'clock.
MFA_RATE_LIMITS = {"webauthn_login": "100/m/ip"}
MFA_TOTP_ISSUER = "Cổng thi đua phường Lê Chân"
# A phone's clock may be half a minute off; our forms refuse a code as long as it would still fit.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.forms.factors.CodeForm",
    "reauthenticate": "accounts.forms.factors.CodeAgainForm",
    "activate_totp": "accounts.forms.factors.EnrolForm",
    "add_webauthn": "accounts.forms.factors.PasskeyForm",
    "edit_webauthn": "accounts.forms.factors.RenamePasskeyForm",
}
# Accounts are made by the ward, nobody can take an address hostage by registering it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Keys of the secrets in the table, newest first: the first one encrypts, all of them and SECRET_KEY still read.
MFA_KEYS = env.words("MFA_KEY")
# The outside identity provider (docs/adr/0032): its pages exist only where one is configured.
OIDC_SERVER_URL = env.text("OIDC_SERVER_URL")
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
if OIDC_SERVER_URL:
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "provider_class": "accounts.outside.provider.Provider",
            "APPS": [
                {
                    "provider_id": "cong-dinh-danh",
                    "name": env.text("OIDC_NAME", "Cổng định danh"),
                    "client_id": env.text("OIDC_CLIENT_ID"),
                    "secret": env.text("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": OIDC_SERVER_URL},
                }
            ],
        }
    }

# --- Invitations ----------------------------------------------------------------------------------------------------
# How many whole days a personal link works, and how many leave on one day at most (reliability threat 17).
INVITATION_DAYS = env.number("INVITATION_DAYS", 14)
INVITATIONS_PER_DAY = env.number("INVITATIONS_PER_DAY", 500)

# --- Notes in the portal --------------------------------------------------------------------------------------------
# How many days a note stays behind the bell, read or not.
NOTES_KEPT_DAYS = env.number("NOTES_KEPT_DAYS", 365)

# --- Language, time -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["lechan_thidua.formats"]
# A thousand separator would turn {{ pk }} into 12.345 and break every link.
USE_THOUSAND_SEPARATOR = False
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor/bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
STATICFILES_FINDERS = ["core.finders.VendorFinder", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA_DIR / "media"
S3_BUCKET = env.text("S3_BUCKET")
if S3_BUCKET:
    _files = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT_URL") or None,
            "access_key": env.text("S3_ACCESS_KEY"),
            "secret_key": env.text("S3_SECRET_KEY"),
            "region_name": env.text("S3_REGION") or None,
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }
else:
    # No URL: files leave only through views that check the right.
    _files = {"BACKEND": "core.storage.PrivateStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}}
STORAGES = {
    "default": _files,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
# Uploads that are on their way, and copies made while they are checked; the night takes away what was left behind.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "tam"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "core.uploads.CarefulTemporaryFileUploadHandler",
]
# What evidence may be: endings among those the portal can read, and how much of each.
EVIDENCE_TYPES = env.words("EVIDENCE_TYPES", "pdf,docx,xlsx,jpg,jpeg,png")
EVIDENCE_MAX_BYTES = env.number("EVIDENCE_MAX_MB", 20) * 1024 * 1024
EVIDENCE_MAX_FILES_PER_ITEM = env.number("EVIDENCE_MAX_FILES_PER_ITEM", 10)
EVIDENCE_MAX_FILES_PER_REPORT = env.number("EVIDENCE_MAX_FILES_PER_REPORT", 120)
EVIDENCE_MAX_BYTES_PER_REPORT = env.number("EVIDENCE_MAX_MB_PER_REPORT", 500) * 1024 * 1024
EVIDENCE_MAX_MEGAPIXELS = env.number("EVIDENCE_MAX_MEGAPIXELS", 80)
EVIDENCE_MAX_PAGES = env.number("EVIDENCE_MAX_PAGES", 1000)
EVIDENCE_MAX_UNPACKED_MB = env.number("EVIDENCE_MAX_UNPACKED_MB", 300)
EVIDENCE_MAX_MEMBERS = env.number("EVIDENCE_MAX_MEMBERS", 3000)
# What looking at one file may cost: seconds, and memory beyond what the helper holds anyway (reliability goal 2).
EVIDENCE_CHECK_SECONDS = env.number("EVIDENCE_CHECK_SECONDS", 5)
EVIDENCE_CHECK_MEMORY_MB = env.number("EVIDENCE_CHECK_MEMORY_MB", 200)
# How long a removed file can be brought back.
EVIDENCE_KEEP_REMOVED_DAYS = 30
# A virus scanner (ClamAV's clamd), off unless one of the two is set: a socket's path, or a host with a port.
CLAMAV_SOCKET = env.text("CLAMAV_SOCKET")
CLAMAV_HOST = env.text("CLAMAV_HOST")
CLAMAV_PORT = env.number("CLAMAV_PORT", 3310)
CLAMAV_SECONDS = env.number("CLAMAV_SECONDS", 20)
# Folder of root certificates (.pem, .crt, .cer, .der) for digital signatures of papers; empty: nobody is trusted.
SIGNATURE_ROOTS_DIR = env.text("SIGNATURE_ROOTS_DIR")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Mail -----------------------------------------------------------------------------------------------------------
EMAIL_HOST = env.text("EMAIL_HOST")
# Two ways to seal the line: STARTTLS after a plain beginning (port 587), or TLS from the first byte (port 465).
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
EMAIL_PORT = env.number("EMAIL_PORT", 465 if EMAIL_USE_SSL else 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_TIMEOUT = 20
# How long a letter belongs to the worker that sends it; a worker that died has its letters sent again after that.
# Longer than the slowest mail server can keep a worker waiting, else a second one sends what the first still does.
OUTBOX_LEASE_SECONDS = 300
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Cổng thi đua phường Lê Chân <khong-tra-loi@demo.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where letters that cannot be delivered come back to (the envelope's sender); the visible sender unless set.
EMAIL_BOUNCES_TO = env.text("EMAIL_BOUNCES_TO")
# The mailbox of that address, read every five minutes over TLS when a host is set.
BOUNCES_IMAP_HOST = env.text("BOUNCES_IMAP_HOST")
BOUNCES_IMAP_PORT = env.number("BOUNCES_IMAP_PORT", 993)
BOUNCES_IMAP_USER = env.text("BOUNCES_IMAP_USER")
BOUNCES_IMAP_PASSWORD = env.text("BOUNCES_IMAP_PASSWORD")
BOUNCES_IMAP_FOLDER = env.text("BOUNCES_IMAP_FOLDER", "INBOX")
if EMAIL_HOST:
    EMAIL_BACKEND = "core.smtp.EmailBackend"
elif DEMO:
    # Sent mails of the demo are kept in a table and read at /thu-mau/.
    EMAIL_BACKEND = "core.demo_mail.DemoMailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --- Security headers -----------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- Excel in and out -----------------------------------------------------------------------------------------------
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "core.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # Statements carry ballots and passwords: they are never logged, whatever LOG_LEVEL says.
        "django.db.backends": {"level": "INFO"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}

if DEMO and env.text("DJANGO_SETTINGS_MODULE", "").endswith("production"):
    raise ImproperlyConfigured("DEMO=1 không dùng được với cấu hình production (demo mode cannot be on in production).")
