"""Liveness and readiness for load balancers and the compose file."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse


def alive() -> JsonResponse:
    """The process answers; touches nothing else."""
    return JsonResponse({"status": "ok"})


def ready() -> JsonResponse:
    """Database writable and migrated, content imported, broker reachable. 503 with what fails if not."""
    checks = {
        "database": _database(),
        "migrations": _migrations(),
        "content": _content(),
        "broker": _broker(),
    }
    ok = all(value == "ok" for value in checks.values())
    return JsonResponse({"status": "ok" if ok else "not ready", **checks}, status=200 if ok else 503)


def _database() -> str:
    from accounts.models import Heartbeat  # the app registry is not ready when middleware is imported

    try:
        Heartbeat.objects.update_or_create(name="readyz")
    except DatabaseError:
        return "cannot write"
    return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown"
    return f"{len(pending)} pending" if pending else "ok"


def _content() -> str:
    from routines.models import Routine

    try:
        return "ok" if Routine.objects.current().exists() else "none: run manage.py import_content"
    except DatabaseError:
        return "unknown"


def _broker() -> str:
    if not settings.CELERY_ENABLED:
        return "ok"
    import redis  # only needed where a broker is configured

    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1).ping()
    except redis.RedisError:
        return "unreachable"
    return "ok"
