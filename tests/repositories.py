"""Git repositories for tests: commits with fixed dates, independent of this machine's settings."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from trees import Tree, write_tree

AUTHOR = "A Person"
MAIL = "person@example.org"


@dataclass
class Repository:
    """A repository whose folder `content` is a glossary."""

    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "content"

    def git(self, *words: str, date: str = "2020-01-01T00:00:00Z") -> str:
        """Run git with the arguments `words`, and return its output."""
        names = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER")
                 for part, value in (("NAME", AUTHOR), ("EMAIL", MAIL), ("DATE", date))}  # fmt: skip
        fixed = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env=os.environ | names | fixed,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def commit(self, date: str, tree: Tree | None = None) -> None:
        """Write `tree` to the content folder, and commit everything."""
        write_tree(self.content, tree or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=A change", date=date)


def repository(folder: Path) -> Repository:
    """A new repository without commits in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    new = Repository(folder)
    new.git("init", "--quiet", "--initial-branch=main")
    return new
