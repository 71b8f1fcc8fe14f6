# Each target sets up what it needs. The first time takes the network and a few minutes;
# afterwards everything works without the network.

PYTHON ?= python3
CONTENT ?= T_images/sunset_bridge.jpg
STYLE ?= T_images/swirling_night.jpg
CHROMIUM ?= chromium
# A user's values reach the programs through the environment: neither make nor a shell reads them.
override CONTENT := $(value CONTENT)
override STYLE := $(value STYLE)
override NOTEBOOK := $(value NOTEBOOK)
override COUNT := $(value COUNT)
override PAIRS := $(value PAIRS)
override SCHEDULER := $(value SCHEDULER)
override CHROMIUM := $(value CHROMIUM)
override PYTHON := $(value PYTHON)
export CONTENT STYLE NOTEBOOK COUNT PAIRS SCHEDULER CHROMIUM PYTHON
venv = .venv/bin/python
oldest = .venv-oldest/bin/python

.PHONY: run picture gallery doctor check format test test-nbgrader test-slides test-kill \
    test-twice test-oldest test-lab fuzz audit lab bench notebook pictures thumbnails exercises \
    slides site test-site sweep wall copy clean

run: picture  ## paint CONTENT in the style of STYLE, then again with the lecture's loop
	@echo "Now the same with the loop of notebook 4, which takes minutes and teaches more."
	$(venv) -m utils.stylize --preset lecture -- "$$CONTENT" "$$STYLE"
	@echo "To see how it was done, open the course with: make lab"

picture: .venv/ready  ## paint CONTENT in the style of STYLE, in one minute to two and a half
	$(venv) -m utils.stylize --show -- "$$CONTENT" "$$STYLE"

gallery: .venv/ready  ## paint every pair of the gallery that is not painted yet: 15 to 60 minutes
	$(venv) -m course.gallery

sweep: .venv/sweep  ## paint every combination of the lists in sweep.toml: 216 paintings take an hour
	$(venv) -m utils.sweep sweep.toml --output output/sweeps/layers

wall: .venv/sweep  ## paint the pairs of pictures that a class handed in, PAIRS, and make a page of them
	$(venv) -m utils.sweep.exhibition $${SCHEDULER:+--scheduler "$$SCHEDULER"} -- "$$PAIRS"

doctor:  ## check that everything is in place, and estimate how long the course takes here
	-@$(MAKE) --no-print-directory .venv/ready
	@if [ -x $(venv) ]; then $(venv) -m utils.doctor; else "$$PYTHON" -m utils.doctor; fi

check: .venv/check .venv/video  ## format, lint, types and the fast tests: under three minutes
	$(venv) -m ruff format --check
	$(venv) -m ruff check
	$(venv) -m mypy
	$(venv) -m pytest -n 2 --dist worksteal --ignore tests/slow tests

format: .venv/check  ## lay out the code and sort its imports as `make check` wants them
	$(venv) -m ruff check --select I --fix
	$(venv) -m ruff format

# The notebooks, which take long, come before the slow tests: at the end, short ones keep both
# workers busy.
test: check .venv/colab .venv/sweep  ## all of `make check`, then every notebook executed anew, then the slow tests
	$(venv) -m pytest --nbval --nbval-cell-timeout 6000 -n 2 --dist loadfile \
	    --no-loadscope-reorder notebooks tests/slow

test-kill: .venv/ready  ## kill real runs at random moments for ten minutes: nothing may be lost
	$(venv) tests/slow/kill.py

fuzz: .venv/ready  ## read COUNT damaged picture files: each must give a picture or one error; some minutes
	$(venv) tests/slow/test_fuzz.py "$${COUNT:-100000}"

test-twice: .venv/ready  ## run every notebook twice in one kernel, away from its folder
	$(venv) -m pytest tests/slow/twice.py

test-oldest: .venv-oldest/ready  ## the tests and two notebooks, with the oldest versions of all packages
	$(oldest) -m pytest tests
	$(oldest) -m pytest --nbval notebooks/01_content_cost.ipynb notebooks/02_style_cost.ipynb

test-lab: .venv/ready  ## run notebook 1 in JupyterLab, in a real browser: CHROMIUM
	@command -v "$$CHROMIUM" >/dev/null || { echo "There is no $$CHROMIUM here: install Chromium" \
	    "(on Debian: apt-get install chromium), or name one: make test-lab CHROMIUM=..." >&2; exit 2; }
	$(venv) -m pip install --quiet --disable-pip-version-check -r tests/slow/lab.txt
	$(venv) -m pytest tests/slow/lab.py

audit: .venv/ready .venv-audit/bin/pip-audit  ## compare what is installed with PyPI's list of known vulnerabilities
	$(venv) -m pip freeze --exclude-editable >.venv-audit/installed.txt
	.venv-audit/bin/pip-audit --strict --no-deps --disable-pip -r .venv-audit/installed.txt

lab: .venv/ready  ## open the course in JupyterLab, which then fetches no news or updates
	$(venv) -m jupyterlab --LabApp.default_url=/lab/tree/notebooks $(if $(filter 0,$(shell id -u)),--allow-root) \
	    --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

slides: .venv/slides  ## turn every notebook into two decks: slides/ for learners, slides/solutions/ for you
	$(venv) -m course.slides

site: .venv/site .venv/tfjs/ready  ## build the course's site in site/, from the executed notebooks and the docs
	$(venv) -m course.site

test-site: .venv/site .venv/tfjs/ready  ## build the site, then open every page of it in a real browser: CHROMIUM
	@command -v "$$CHROMIUM" >/dev/null || { echo "There is no $$CHROMIUM here: install Chromium" \
	    "(on Debian: apt-get install chromium), or name one: make test-site CHROMIUM=..." >&2; exit 2; }
	$(venv) -m pip install --quiet --disable-pip-version-check -r tests/slow/site.txt
	$(venv) -m course.site
	$(venv) -m pytest -n 2 tests/slow/pages.py tests/slow/try_it.py

test-slides: .venv/slides  ## open every deck in Chromium: nothing overflows, nothing asks for the network
	$(venv) -m pytest tests/test_slides.py tests/slow/browser.py

bench: .venv/ready  ## compare the default with the lecture's loop at equal seconds: 15 to 20 minutes on two cores
	$(venv) benchmarks/quality.py

notebook: .venv/ready  ## execute NOTEBOOK (or all) in place, then make the exercises and thumbnails
	$(venv) -m course.execute $${NOTEBOOK:+"$$NOTEBOOK"}
	$(venv) -m course.exercises
	$(venv) -m course.thumbnails

pictures: .venv/ready  ## draw the pictures of T_images/ anew
	$(venv) -m drawings

thumbnails: .venv/ready  ## cut the README's thumbnails out of the notebooks
	$(venv) -m course.thumbnails

exercises: .venv/ready  ## make notebooks/exercises/ from the notebooks
	$(venv) -m course.exercises

test-nbgrader: .venv/nbgrader  ## hand exercises out and in, and let nbgrader grade them
	$(venv) tests/slow/nbgrader/round_trip.py

copy:  ## move your changed notebooks to notebooks/mine/, so that `git pull` works
	@"$$PYTHON" -m course.set_aside

clean:  ## remove what setting up made; pictures stay
	rm -rf .venv .venv-* *.egg-info

.venv/ready: requirements.txt pyproject.toml setup.py
	@"$$PYTHON" -c 'import sys; v = sys.version_info[:2]; sys.exit(not (3, 10) <= v <= (3, 13) and \
	    "The course needs Python 3.10 to 3.13, not %d.%d: try make PYTHON=python3.12" % v)'
	"$$PYTHON" -m venv .venv
	$(venv) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@test -n "$$NST_WEIGHTS" || $(venv) -m utils.weights
	@touch $@

.venv-oldest/ready: requirements.txt pyproject.toml setup.py
	"$$PYTHON" -m venv .venv-oldest
	sed -n 's/>=/==/p' requirements.txt >.venv-oldest/oldest.txt
	$(oldest) -m pip install --quiet --disable-pip-version-check -r requirements.txt \
	    -c .venv-oldest/oldest.txt
	@touch $@

.venv-audit/bin/pip-audit:
	"$$PYTHON" -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit

.venv/nbgrader: tests/slow/nbgrader/requirements.txt .venv/ready
	$(venv) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.venv/colab: tests/slow/colab.txt .venv/ready
	$(venv) -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $@ -r $<
	@touch $@

.venv/check: requirements-check.txt .venv/ready
	$(venv) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.venv/sweep: requirements-sweep.txt .venv/ready
	$(venv) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.venv/video: requirements-video.txt .venv/ready
	$(venv) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.venv/site: requirements-site.txt .venv/slides
	$(venv) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# The library of the page "Try it". Without npm the site is built without it.
.venv/tfjs/ready: website/package.json website/package-lock.json | .venv/ready
	@if command -v npm >/dev/null; then mkdir -p $(@D) && cp website/package*.json $(@D) && \
	    npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@; \
	else echo "There is no npm here, so the page \"Try it\" will only show an example: install" \
	    "Node.js, which holds npm, and call make again." >&2; fi

.venv/slides: requirements-slides.txt .venv/ready
	$(venv) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@
