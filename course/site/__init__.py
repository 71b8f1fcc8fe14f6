"""The course's site: what `make site` builds in site/ from the executed notebooks and the docs.

address reads where the course is hosted; sliders cuts pictures out of the notebooks; pages turns
notebooks into pages; icons makes the theme lighter; __main__ puts everything together. What a
person writes for the site (its pages, styles and script) is in website/.
"""
