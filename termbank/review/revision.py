"""The content folder as it was in a commit, written to a folder of its own."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from termbank.system.git import GitError, ask


def check_out(content: Path, revision: str, folder: Path) -> str:
    """Write the files that `content` had in `revision` to `folder`; gives the short name of the commit.

    Links are left out. Raises GitError. Side effect: runs git.
    """
    try:
        # A revision is a person's word and may begin with a dash.
        commit = (
            ask(content, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
            .decode()
            .strip()
        )
        tree = ask(content, "rev-parse", "--verify", "--end-of-options", f"{commit}:./").decode().strip()
    except GitError as error:
        if "not a git repository" in str(error):
            raise GitError(
                "the content is not in a git repository, so there is nothing to compare it with", ""
            ) from None
        raise GitError(f"git knows no commit `{revision}` that holds this content folder", "") from error
    listed = ask(content, "ls-tree", "-r", "-z", "--full-tree", tree).decode("utf-8", "surrogateescape")
    files = []
    for line in filter(None, listed.split("\0")):
        meta, _, path = line.partition("\t")
        mode, _, blob = meta.split(" ")
        # A commit can be forged: no file of it may lie outside of the folder, and no link is followed.
        if mode in ("100644", "100755") and not {"..", "", ".git"}.intersection(PurePosixPath(path).parts):
            files.append((path, blob))
    folder.mkdir(parents=True)
    answer = ask(content, "cat-file", "--batch", said="".join(f"{blob}\n" for _, blob in files).encode())
    position = 0
    for path, _ in files:
        end = answer.index(b"\n", position)
        size = int(answer[position:end].split()[2])
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(answer[end + 1 : end + 1 + size])
        position = end + 2 + size
    return commit[:10]
