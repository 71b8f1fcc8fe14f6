"""A small network that paints in one pass: built, trained, saved and used.

It is trained once for one style, with the costs of the course, and then paints any picture at once
(Johnson et al. 2016, Ulyanov et al. 2016).
"""
