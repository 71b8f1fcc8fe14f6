# Each target sets up what it needs. The first time takes the network and a minute or two;
# afterwards everything works without the network.

PYTHON ?= python3
CONTENT ?= T_images/sunset_bridge.jpg
STYLE ?= T_images/swirling_night.jpg
venv = .venv/bin/python

.PHONY: run picture gallery test lab slides test-slides bench pictures thumbnails clean

run: picture  ## paint CONTENT in the style of STYLE, soon; then again with the lecture's loop
	@echo "Now the same with the loop of notebook 4, which takes minutes and teaches more."
	$(venv) -m utils.stylize "$(CONTENT)" "$(STYLE)"
	@echo "To see how it was done, open the course with: make lab"

picture: .venv/ready  ## paint CONTENT in the style of STYLE in under a minute
	$(venv) -m utils.stylize "$(CONTENT)" "$(STYLE)" --preset fast --show

gallery: .venv/ready  ## paint every pair of the gallery that is not painted yet: a quarter of an hour
	$(venv) -m utils.gallery

test: .venv/ready  ## run every test and re-execute every notebook
	$(venv) -m pytest --nbval

lab: .venv/ready  ## open the course in JupyterLab
	cd notebooks && ../$(venv) -m jupyterlab $(if $(filter 0,$(shell id -u)),--allow-root)

slides: .venv/slides  ## turn every notebook into a reveal.js deck, in slides/
	$(venv) -m utils.slides

test-slides: .venv/slides  ## open every deck in Chromium: nothing overflows, nothing asks for the network
	$(venv) -m pytest tests/test_slides.py tests/browser.py

bench: .venv/ready  ## time the fast way beside the lecture's: two hours; see benchmarks/
	$(venv) benchmarks/compare.py

pictures: .venv/ready  ## draw the pictures of T_images/ anew
	$(venv) -m utils.drawings

thumbnails: .venv/ready  ## cut the README's thumbnails out of the notebooks
	$(venv) -m utils.thumbnails

clean:  ## remove what setting up made; pictures stay
	rm -rf .venv *.egg-info

.venv/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(not (3, 10) <= v <= (3, 13) and \
	    "The course needs Python 3.10 to 3.13, not %d.%d: try make PYTHON=python3.12" % v)'
	$(PYTHON) -m venv .venv
	$(venv) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@test -n "$$NST_WEIGHTS" || $(venv) -m utils.weights
	@touch $@

.venv/slides: requirements-slides.txt .venv/ready
	$(venv) -m pip install --quiet --disable-pip-version-check -r requirements-slides.txt
	@touch $@
