"""Set changed notebooks aside, so that `git pull` can go on: `python -m course.set_aside`.

A notebook that has been run differs from the course's, and git refuses to replace it. Each changed
notebook is copied to notebooks/mine/ and then put back as the course has it.
"""

import shutil
import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MINE = Path("notebooks", "mine")


def git(project: Path, *arguments: str) -> list[str]:
    """Run git in the course's folder; return what it prints, one string for each NUL-ended item."""
    done = subprocess.run(
        ["git", *arguments], cwd=project, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        raise SystemExit(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.split("\0")[:-1]


def free(path: Path) -> Path:
    """Return the path, or one with the first free number: name-2.ipynb, name-3.ipynb, ..."""
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_stem(f"{path.stem}-{number}")
    return candidate


def set_aside(project: Path = PROJECT) -> list[Path]:
    """Copy every changed notebook to notebooks/mine/ and restore the course's.

    Args:
        project: the course's folder, a git checkout.

    Returns:
        the copies.

    Raises:
        SystemExit: this is no git checkout, or a merge is under way, and nothing was changed.
    """
    if git(project, "ls-files", "-uz"):
        raise SystemExit(
            "A merge with conflicts is under way. End it first (git merge --abort), "
            "then run this again."
        )
    changed = git(
        project, "diff", "-z", "--name-only", "--diff-filter=M", "HEAD", "--", "notebooks/*.ipynb"
    )
    copies = []
    for name in changed:
        copy = free(project / MINE / Path(name).relative_to("notebooks"))
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(project / name, copy)
        copies.append(copy)
        git(project, "checkout", "HEAD", "--", name)
    return copies


def main() -> None:
    """Say where each changed notebook went."""
    copies = set_aside()
    for copy in copies:
        print(f"Your copy: {copy.relative_to(PROJECT).as_posix()}")
    print(
        "The notebooks are as the course has them. You can run git pull now."
        if copies
        else "No notebook has changed. Nothing to do."
    )


if __name__ == "__main__":
    main()
