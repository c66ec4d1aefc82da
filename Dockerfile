# One image for web, worker and beat; docker-compose.yml names their commands.
FROM python:3.13-slim AS build
COPY requirements.lock /tmp/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 psoasfit && install -d -o psoasfit /srv/psoasfit/var
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/psoasfit
COPY --chown=root:root manage.py pyproject.toml ./
COPY --chown=root:root psoasfit ./psoasfit
COPY --chown=root:root accounts ./accounts
COPY --chown=root:root routines ./routines
COPY --chown=root:root templates ./templates
COPY --chown=root:root static ./static
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# Static files depend on the code alone, so they are built into the image (no secrets are needed for it).
RUN HASHED_STATIC=1 VAR_DIR=/tmp/build python manage.py collectstatic --noinput -v0 \
    && mv /tmp/build/static /srv/psoasfit/static-collected && rm -rf /tmp/build
ENV STATIC_ROOT=/srv/psoasfit/static-collected
USER psoasfit
EXPOSE 8000
CMD ["python", "-m", "granian", "psoasfit.wsgi:application", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "2", "--workers-kill-timeout", "10", "--respawn-failed-workers", "--log-level", "warning"]
