"""The git repository around the content: its state without git, and what git answers."""

from __future__ import annotations

import os
from pathlib import Path

from termbank.text.source import digest, is_regular

_PATIENCE = 120

# Nothing that a repository's own settings name may run, nothing may be fetched, and no setting may change the answer.
_SAFE = (
    "--no-pager",
    "--literal-pathspecs",
    "--no-optional-locks",
    "--no-replace-objects",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "protocol.allow=never"),
)


class GitError(Exception):
    """Why git gave no answer, in words; `hint` says what to do.

    `refused` is whether git could answer but will not: the repository belongs to another user.
    """

    def __init__(self, message: str, hint: str, refused: bool = False) -> None:
        super().__init__(message)
        self.hint, self.refused = hint, refused


def stamp(content: Path) -> str:
    """By what the commits of the repository around `content` are known again; empty where there is none.

    Side effect: reads small files of the repository; git is not asked.
    """
    folder = _git_folder(content.resolve())
    if folder is None:
        return ""
    common = folder / _text(folder / "commondir").strip()
    # Starting git would take longer than all the rest of a build that has nothing to do; small files say the same. On
    # a branch, HEAD names it: a commit changes the branch's file, or a packed one, and not HEAD.
    head = _text(folder / "HEAD")
    name = head.removeprefix("ref:").strip()
    heads = [_text(common / name) or _text(common / "packed-refs")] if head.startswith("ref:") else []
    # `git fetch --unshallow` adds history without moving a branch; `reftable` is what newer repositories keep refs in.
    others = [
        _text(place / file) for place in (folder, common) for file in ("reftable/tables.list", "shallow")
    ]
    return digest(
        "\0".join([str(content.resolve()), str(folder), head, *heads, *others]).encode(
            "utf-8", "surrogateescape"
        )
    )


def path_in_repository(content: Path) -> str:
    """The path of the folder `content` in the repository around it; its name where there is none.

    Side effect: looks for the repository's folder.
    """
    content = content.resolve()
    for parent in content.parents:
        if (parent / ".git").exists():
            path = content.relative_to(parent).as_posix()
            # Content that was fetched lies in a cache, and not where its own repository has it.
            return content.name if path.startswith(".") or "/." in path else path
    return content.name


def tracks(folder: Path) -> bool:
    """Whether anything in `folder`, or the folder itself as a link, is part of a repository.

    Side effect: reads the repository's index; git is asked only where that leaves a doubt.
    """
    # `.cache` may be a link to `payload`, and both be tracked.
    for place in {folder.absolute(), folder.resolve()}:
        if (place / ".git").exists():
            return True
        git_folder = _git_folder(place.parent)
        try:
            index = (git_folder / "index").read_bytes() if git_folder else b""
        except OSError:
            continue
        # Starting git takes longer than all the rest of a build that has nothing to do. The index holds the paths of
        # all files as they are; only in version 4 are they shortened. Macs and Windows take `.Cache` for `.cache`.
        name = os.fsencode(place.name).lower()
        if name not in index.lower() and index[4:8] != b"\0\0\0\4":
            continue
        try:
            listed = ask(place.parent, "ls-files", "-z").lower().split(b"\0")
        except GitError:
            return True
        if any(path == name or path.startswith(name + b"/") for path in listed):
            return True
    return False


def _git_folder(content: Path) -> Path | None:
    # A glossary may be a folder of a larger repository: the nearest one around it has its history.
    for parent in (content, *content.parents):
        entry = parent / ".git"
        if entry.is_dir():
            return entry
        # In a second working tree, and in a submodule, a file says where the folder is.
        if (named := _text(entry)).startswith("gitdir:"):
            return parent / named.removeprefix("gitdir:").strip()
    return None


def _text(file: Path) -> str:
    """The text of a file; empty where there is none."""
    try:
        return file.read_text(encoding="utf-8", errors="replace") if is_regular(file) else ""
    except OSError:
        return ""


def ask(content: Path, *words: str, said: bytes = b"") -> bytes:
    """What git answers in the folder `content`; it reads `said`. Raises GitError. Side effect: runs git."""
    import subprocess

    # In a hook, GIT_DIR names the repository that runs it, which need not be the content's.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env = inherited | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        done = subprocess.run(  # noqa: S603  no shell, and no word of the content's
            ["git", *_SAFE, *words],  # noqa: S607  wherever the system has it
            cwd=content,
            env=env,
            input=said,
            capture_output=True,
            # A lock on a network disk may never be given: a site without dates is better than none.
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError as error:
        message = "git cannot be run, because it is not installed: pages have neither dates nor a history"
        raise GitError(message, f"install it from https://git-scm.com; {_TURN_OFF}") from error
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}", _TURN_OFF) from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git has not answered for {_PATIENCE} seconds", _TURN_OFF) from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        message = f"git gives no history: {lines[0].removeprefix('fatal: ')}"
        # The checkout belongs to another user, as in many containers: git itself says which command allows that.
        if own := next((line.strip() for line in lines if "safe.directory" in line), ""):
            raise GitError(message, f"if you trust this folder, type `{own}`", refused=True)
        raise GitError(message, _TURN_OFF)
    return done.stdout


_TURN_OFF = "`history: false` in site.yaml builds the site without dates"
