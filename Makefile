# Two commands: `make run` starts the app, `make test` proves it. Both do everything needed first.
# Another Python: make run PYTHON=python3.13      Another port: make run PORT=8080
PYTHON ?= python3

.PHONY: run test lint shell lock

run:
	@$(PYTHON) psoasfit/bootstrap.py run

test:
	@$(PYTHON) psoasfit/bootstrap.py test

lint:
	@$(PYTHON) psoasfit/bootstrap.py lint

shell:
	@.venv/bin/python manage.py shell

lock:
	@.venv/bin/pip install -q uv
	@.venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	@.venv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -q -o requirements-dev.lock
