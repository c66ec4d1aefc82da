"""Celery's entry point: a worker runs hints, beat sends one of them every few seconds."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psoasfit.settings")

app = Celery("psoasfit")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
