# The report in two commands: `make book` and `make test`. See README.md, also for Windows without make.

KOMMUNE ?= 3101
YEAR ?= 2026
export KOMMUNE YEAR

# The container has it elsewhere: in the project's folder it would be hidden when that is mounted.
VENV := $(or $(STATUSBOK_VENV),.venv)
BIN := $(VENV)/bin
# A copy of the requirements that the environment was made from, written last: a broken installation has none.
INSTALLED := $(VENV)/requirements.txt

.PHONY: book live site pdf update test lab clean
.DEFAULT_GOAL := book

# Options: make book ARGS="--explain"
book: $(INSTALLED)
	@$(BIN)/statusbok build --kommune "$$KOMMUNE" --year "$$YEAR" $(ARGS)

# The report in a browser, built again at each save. Options: make live ARGS="--port 8001"
live: $(INSTALLED)
	@$(BIN)/statusbok live --kommune "$$KOMMUNE" --year "$$YEAR" $(ARGS)

# Every edition of editions.yml. Options: make site ARGS="--pdf"
site: $(INSTALLED)
	@$(BIN)/statusbok site $(ARGS)

# The site again, since the PDF is printed from it, and links to the PDF in it.
pdf: book
	@$(BIN)/statusbok pdf

# Fresh figures from the services, safely into data/ and geo/. Options: make update ARGS="--dry-run"
update: $(INSTALLED)
	@$(BIN)/statusbok update $(ARGS)

test: $(INSTALLED)
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lab: $(INSTALLED)
	@$(BIN)/jupyter lab notebooks

# Everything that the other targets make, except the environment.
clean:
	rm -rf _build book/files book/data.md book/tilgjengelighet.md book/utgaven.md book/rettelser.* book/forside.html book/*.ipynb

$(INSTALLED): requirements.txt pyproject.toml
	@cat $^ | cmp -s - $@ && touch $@ || $(MAKE) --no-print-directory environment

.PHONY: environment
environment:
	@python=$$(for name in "$(PYTHON)" python3 python3.13 python3.12 python3.11 python; do \
	    [ -n "$$name" ] && "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	        && echo "$$name" && break; \
	done); \
	if [ -z "$$python" ]; then \
	    echo "Statusbok needs Python 3.11 or newer, and found none. Install it, or name it: make book PYTHON=/path/to/python3.12" >&2; \
	    exit 1; \
	fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	    echo "$$python cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv" >&2; \
	    exit 1; \
	fi; \
	if [ -L $(VENV) ]; then \
	    echo "$(VENV) is a link, and making it anew would empty what it leads to: remove the link first" >&2; \
	    exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$python" --version): about a minute, once"; \
	"$$python" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@cat requirements.txt pyproject.toml > $(INSTALLED)
