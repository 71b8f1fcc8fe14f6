# The course in JupyterLab, for an ordinary user. docs/docker.md says how to use it.
FROM python:3.12.11-slim-bookworm

RUN useradd --create-home --uid 1000 learner \
    && install --directory --owner learner /home/learner/course
USER learner
WORKDIR /home/learner/course
ENV PATH=/home/learner/.venv/bin:$PATH

COPY --chown=learner requirements.txt pyproject.toml setup.py nst_course.py ./
COPY --chown=learner utils utils
COPY --chown=learner course course
COPY --chown=learner drawings drawings
RUN python -m venv /home/learner/.venv \
    && pip install --no-cache-dir --disable-pip-version-check -r requirements.txt \
    && python -m utils.weights
COPY --chown=learner . .

EXPOSE 8888
# JupyterLab makes a token and prints the address with it.
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser", \
     "--ServerApp.root_dir=/home/learner/course", "--LabApp.default_url=/lab/tree/notebooks", \
     "--LabApp.news_url=None", \
     "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
