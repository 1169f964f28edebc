# Un clone neuf, Python 3.11 ou plus, make : le reste s'installe seul dans .venv.
#
#   make demo      une semaine d'un réseau, sur un vrai serveur Matrix, à l'écran
#   make install   l'installation seule (.venv/bin/maillon)
#   make test      vérifications du code, puis tous les essais, par deux (make FILES=3 test)
#   make bench     les mesures
#   make lint      les vérifications du code seules
#   make format    remet le code en forme
#   make lock      refait les verrous après un changement de pyproject.toml (demande uv)
#
# Un autre Python : make PYTHON=python3.12 demo

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := aide

PYTHON ?= python3
UV ?= uv
# Les essais avancent en autant de files, chacune avec son serveur Matrix et son schéma PostgreSQL.
FILES ?= 2
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installe

# Sans isolement, ce qui se construit (atomicwrites, Maillon) le fait avec des outils du verrou eux
# aussi : rien n'est installé ni exécuté dont l'empreinte ne soit vérifiée. setuptools vient donc
# le premier.
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --no-input \
	--no-deps --no-build-isolation

.PHONY: aide install demo test bench lint format lock python

aide:
	@sed -n 's/^#   //p' Makefile

install: $(STAMP)

# Le jalon n'est posé qu'à la fin : une installation coupée reprend, un verrou changé réinstalle.
$(STAMP): requirements-dev.lock pyproject.toml
	@$(MAKE) --no-print-directory python
	@echo "── Environnement : $(VENV)"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "── Bibliothèques : requirements-dev.lock (empreintes vérifiées)"
	@awk '/^[^ #]/ { garde = /^setuptools==/ } garde' requirements-dev.lock >$(VENV)/setuptools.lock
	@$(INSTALL) --require-hashes -r $(VENV)/setuptools.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@echo "── Maillon"
	$(INSTALL) --no-index --editable .
	@touch $(STAMP)
	@echo "── Prêt : $(BIN)/maillon"

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "Python est introuvable ($(PYTHON)). Installez Python 3.11 ou plus récent." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Maillon demande Python 3.11 ou plus récent ; $(PYTHON) est la version" \
		"$$($(PYTHON) -c 'import platform; print(platform.python_version())')." \
		"Indiquez-en un autre : make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Il manque le module venv de Python." \
		"Sur Debian ou Ubuntu : apt-get install python3-venv" >&2; exit 1; }

demo: install
	@$(BIN)/maillon demo

test: lint
	$(BIN)/python -m pytest --numprocesses=$(FILES) --dist=loadfile --no-loadscope-reorder

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install
	$(BIN)/python -m tests.bench

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

LOCK := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -q

lock:
	@command -v $(UV) >/dev/null 2>&1 || { \
		echo "« make lock » demande uv (ou : make UV=/chemin/vers/uv lock)." >&2; exit 1; }
	$(UV) $(LOCK) -o requirements.lock
	$(UV) $(LOCK) --extra postgresql --group dev -o requirements-dev.lock
