"""Settings of the test run: quick hashing, mail in memory, tasks inline, plain static names."""

import os
import tempfile
import zlib

# Another clone on this machine, and another process of this run, must find none of our files.
_clone = zlib.crc32(os.path.abspath(__file__).encode())
_folder = os.environ.get("DATA_DIR") or os.path.join(tempfile.gettempdir(), f"lechan-tests-{os.getuid()}-{_clone:08x}")
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
os.environ["DATA_DIR"] = _folder if _folder.endswith(_worker) else f"{_folder}-{_worker}"

from .base import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Tests of the second factor set this; everybody else's people have none.
SECOND_FACTOR_ROLES = []
