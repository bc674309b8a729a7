"""The task queue; settings with the prefix CELERY_ come from Django."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lechan_thidua.settings.base")

app = Celery("lechan_thidua")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
