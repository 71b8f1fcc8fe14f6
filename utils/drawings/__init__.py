"""The course's own pictures, drawn by code: `python -m utils.drawings` fills T_images/ with them.

Every picture has a module of its name, and in it a function of its name. The other modules are
shared: canvas (numbers and colours) by all; perspective, sky_and_water, foliage, stones and palace
by pictures of flat faces before a camera; solids and plain by ruins in the sun; oil by paintings;
shapes and ornament by whatever has outlines.
"""
