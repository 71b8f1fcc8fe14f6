"""The course's own pictures, drawn by code: `python -m utils.drawings` fills T_images/ with them.

Every picture has a module of its name, and in it a function of its name. What several share is in
canvas (numbers and colours), perspective, sky_and_water and oil.
"""
