"""Settings of a real worker process that a test starts: the test's own database, a real broker, mail into files."""

import os

from lechan_thidua.settings.test import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]  # noqa: F405
CELERY_BROKER_URL = os.environ["TEST_BROKER_URL"]
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] = int(os.environ.get("TEST_VISIBILITY_TIMEOUT", "600"))  # noqa: F405
EMAIL_BACKEND = os.environ.get("TEST_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = os.environ.get("TEST_EMAIL_FOLDER", str(DATA_DIR / "test-mails"))  # noqa: F405
EMAIL_HOST = os.environ.get("TEST_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("TEST_EMAIL_PORT", "25"))
EMAIL_USE_TLS = False
EMAIL_HOST_USER = EMAIL_HOST_PASSWORD = ""
OUTBOX_LEASE_SECONDS = int(os.environ.get("TEST_LEASE_SECONDS", OUTBOX_LEASE_SECONDS))  # noqa: F405
# A test tells its worker when to beat, so that nothing happens behind its back.
CELERY_BEAT_SCHEDULE = {}
if os.environ.get("TEST_CACHE") == "table":
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_table"}}
