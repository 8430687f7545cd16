# Two commands matter: `make run` and `make test`. Both get what is missing on a fresh machine.
VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/.ready
UV := .uv/bin/uv

.PHONY: run test check eval bench lock clean

run: $(READY)
	$(VENV)/bin/perspectief run

test: $(READY)
	$(PYTHON) -m pytest

check: $(READY)
	$(VENV)/bin/perspectief check

eval: $(READY)
	$(PYTHON) -m evaluation $(if $(SAMPLES),--samples $(SAMPLES))

bench: $(READY)
	$(PYTHON) -m bench

# uv, as pinned and hashed in the lock; it finds or fetches Python 3.10.
$(UV): requirements.lock
	python3 -m venv .uv
	sed -n '/^uv==/,/^[a-z]/{/^uv==/p;/--hash/p}' requirements.lock > .uv/uv.lock
	.uv/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r .uv/uv.lock

$(READY): $(UV) requirements.lock pyproject.toml
	test -x $(PYTHON) || $(UV) venv --quiet --python 3.10 $(VENV)
	$(UV) pip sync --quiet --python $(PYTHON) --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(PYTHON) --no-deps --no-build-isolation --editable .
	touch $(READY)

# Renew the lock after a change in pyproject.toml: names, versions and hashes, no addresses.
lock: $(UV)
	$(UV) pip compile pyproject.toml --extra dev --python-version 3.10 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) .uv models var
