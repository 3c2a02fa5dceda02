"""The transcript in the manual: every command is typed, and every answer is compared."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from trees import ROOT, environment

PAGE = ROOT / "docs/first-steps.md"
_STEP = re.compile(
    r"^```console\n(?P<typed>.*?)^```$|^Save this as `(?P<path>[^`]+)`:\n\n```markdown\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
# What differs from run to run: times, and the number of a commit.
_VARYING = ((re.compile(r"\d+\.\d s\b"), "0.5 s"), (re.compile(r"\([0-9a-f]{10}\)"), "(3f1c2a9b70)"))


def typed(line: str, folder: Path) -> str:
    """What a command of the transcript answers in `folder`."""
    words = shlex.split(line)
    command = [sys.executable, "-m", "termbank"] if words[0] == "termbank" else [words[0]]
    assert words[0] in ("termbank", "git"), line
    person = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER")
              for part, value in (("NAME", "A Person"), ("EMAIL", "person@example.org"))}  # fmt: skip
    fixed = {**person, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, *words[1:]], cwd=folder, env=environment(fixed), text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said = done.stdout.rstrip()
    for varying, shown in _VARYING:
        said = varying.sub(shown, said)
    return said


def test_the_transcript_is_what_the_program_says(tmp_path: Path) -> None:
    folder = tmp_path
    page = PAGE.read_text(encoding="utf-8")

    def again(step: re.Match[str]) -> str:
        nonlocal folder
        if step["path"]:
            (folder / step["path"]).write_text(step["text"], encoding="utf-8")
            return step[0]
        lines = []
        for line in (line for line in step["typed"].splitlines() if line.startswith("$ ")):
            lines.append(line)
            if line.startswith("$ cd "):
                folder /= line.removeprefix("$ cd ")
            elif said := typed(line.removeprefix("$ "), folder):
                lines.append(said)
        return "```console\n" + "\n".join(lines) + "\n```"

    now = _STEP.sub(again, page)
    if os.environ.get("REWRITE_TRANSCRIPT"):
        PAGE.write_text(now, encoding="utf-8")
    assert now == page, "type REWRITE_TRANSCRIPT=1 before the command to write down what the program says now"
    assert (folder / "site/terms/steam.html").exists()
