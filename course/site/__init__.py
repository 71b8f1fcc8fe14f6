"""The course's site: what `make site` builds in site/ from the executed notebooks and the docs.

address reads where the course is hosted; sliders cuts pictures out of the notebooks; pages turns
notebooks into pages; light makes what Sphinx built load quickly; __main__ calls them in turn. What
a person writes for the site (pages, styles and scripts) is in website/.
"""
