"""Liveness, readiness and the headers of every answer."""

import pytest
from django.db import connection

from psoasfit import health


def test_healthz_answers_without_touching_the_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.usefixtures("content")
def test_readyz_names_every_part(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    parts = ("status", "database", "migrations", "content", "broker")
    assert answer.json() == dict.fromkeys(parts, "ok")


@pytest.mark.django_db
def test_readyz_is_503_before_the_content_is_imported(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "import_content" in answer.json()["content"]


@pytest.mark.usefixtures("content")
def test_readyz_answers_any_host(client):
    assert client.get("/readyz", headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.django_db
def test_readyz_is_503_while_a_migration_is_pending(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'routines'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "pending" in answer.json()["migrations"]


@pytest.mark.django_db
def test_readyz_is_503_while_the_broker_is_away(client, settings):
    settings.CELERY_ENABLED = True
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert health._broker() == "unreachable"
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client):
    answer = client.get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Request-Id"]


@pytest.mark.django_db
def test_a_proxys_request_id_is_kept_and_nonsense_is_not(client):
    assert client.get("/healthz", headers={"x-request-id": "abc12345"})["X-Request-Id"] == "abc12345"
    assert client.get("/healthz", headers={"x-request-id": "a b<c>"})["X-Request-Id"] != "a b<c>"


def test_trace_is_refused(client):
    assert client.generic("TRACE", "/").status_code == 405


@pytest.mark.django_db
def test_signed_in_pages_are_never_stored(client_for, alice):
    assert "no-store" in client_for(alice).get("/settings/")["Cache-Control"]
