"""The course's own pictures, drawn by code: `python -m drawings` fills T_images/ with them.

Every picture has a module of its name, and in it a function of its name. The other modules are
brushes: canvas (numbers and colours), perspective (a camera and flat faces), sky_and_water,
foliage, stones, palace, solids (round and worn bodies in the sun), plain (mountains and dry
ground), oil (strokes and dabs), shapes and ornament (outlines).
"""
