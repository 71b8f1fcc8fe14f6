"""A learner's changed notebooks are set aside, and `git pull` goes on."""

import subprocess

import pytest

from course.set_aside import set_aside

PAGE = "notebooks/01_content_cost.ipynb"
EXERCISE = "notebooks/exercises/01_content_cost.ipynb"


def git(folder, *arguments):
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    return subprocess.run(["git", *who, *arguments], cwd=folder, text=True, capture_output=True)


def commit(folder, **pages):
    for name, text in pages.items():
        path = folder / {"page": PAGE, "exercise": EXERCISE}[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(folder, "add", "-A")
    assert git(folder, "commit", "-m", "A version").returncode == 0


@pytest.fixture
def learner(tmp_path):
    """A learner's clone of a course; both notebooks have a newer version there."""
    course, clone = tmp_path / "course", tmp_path / "a learner's"
    course.mkdir()
    git(course, "init")
    commit(course, page="old page", exercise="old exercise")
    assert git(tmp_path, "clone", str(course), str(clone)).returncode == 0
    commit(course, page="new page", exercise="new exercise")
    return clone


def test_changed_notebooks_are_copied_and_the_pull_goes_on(learner):
    (learner / PAGE).write_text("as run")
    (learner / EXERCISE).write_text("written")
    git(learner, "add", EXERCISE)
    assert "would be overwritten" in git(learner, "pull").stderr
    copies = set_aside(learner)
    assert [copy.relative_to(learner).as_posix() for copy in copies] == [
        "notebooks/mine/01_content_cost.ipynb",
        "notebooks/mine/exercises/01_content_cost.ipynb",
    ]
    assert [copy.read_text() for copy in copies] == ["as run", "written"]
    assert git(learner, "pull").returncode == 0
    assert (learner / PAGE).read_text() == "new page"
    assert (learner / EXERCISE).read_text() == "new exercise"


def test_an_earlier_copy_is_kept(learner):
    for text, name in ("first", ""), ("second", "-2"), ("third", "-3"):
        (learner / PAGE).write_text(text)
        assert set_aside(learner) == [learner / f"notebooks/mine/01_content_cost{name}.ipynb"]
    mine = sorted((learner / "notebooks/mine").iterdir())
    assert sorted(path.read_text() for path in mine) == ["first", "second", "third"]


def test_what_is_no_changed_notebook_stays_as_it_is(learner):
    own = learner / "notebooks/of_my_own.ipynb"
    own.write_text("mine")
    (learner / EXERCISE).unlink()
    assert set_aside(learner) == []
    assert own.read_text() == "mine" and not (learner / EXERCISE).exists()


def test_a_merge_under_way_is_left_alone(learner):
    (learner / PAGE).write_text("as run")
    git(learner, "commit", "-am", "My run")
    assert git(learner, "pull", "--no-rebase").returncode != 0
    before = (learner / PAGE).read_text()
    with pytest.raises(SystemExit, match="git merge --abort"):
        set_aside(learner)
    assert (learner / PAGE).read_text() == before


def test_a_course_without_git(tmp_path):
    with pytest.raises(SystemExit, match="not a git repository"):
        set_aside(tmp_path)
