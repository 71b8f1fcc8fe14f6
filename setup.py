"""Read what the course needs from requirements.txt, its only declaration.

setuptools can read such a file by itself, but not one with the line "-e .", which makes
`pip install -r requirements.txt` install the course too.
"""

from pathlib import Path

from setuptools import setup

lines = Path(__file__).with_name("requirements.txt").read_text(encoding="utf-8").splitlines()
setup(install_requires=[line for line in lines if line and line[0] not in "#-"])
