"""The command line as people use it: real processes, their output, their exit codes, their files on disk."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml
from programs import finish
from trees import COMMAND, ROOT, environment, project, record, run, snapshot, write_tree

from termbank import __version__
from termbank.cli import COMMANDS, program
from termbank.system.publish import publish

GOOD = {"terms/rubric.md": record("title: Rubric"), "terms/feedback.md": record("title: Feedback")}
WRONG = GOOD | {"terms/rubric.md": record("title: Rubric\nrelated:\n  - feedbak")}
WARNED = GOOD | {"terms/rubric.md": record("title: Rubric", "<b>Bold</b>")}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return project(tmp_path, GOOD)


@pytest.fixture
def published(good: Path) -> Path:
    """A project with a published site that differs from what its content would give."""
    publish(good / "site", [("index.html", b"old"), ("terms/rubric.html", b"old")])
    return good


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    return project(tmp_path, WRONG)


def test_without_arguments_the_site_in_the_working_folder_is_built(good: Path) -> None:
    done = run(cwd=good)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("site: 2 terms, 0 resources, ")
    assert (good / "site" / "terms" / "rubric.html").is_file()


def test_the_cache_is_next_to_the_content(good: Path) -> None:
    run(cwd=good)
    assert sorted(path.name for path in good.iterdir()) == [".cache", "content", "site"]


def test_without_a_cache_nothing_is_stored(good: Path) -> None:
    run("--no-cache", cwd=good)
    assert sorted(path.name for path in good.iterdir()) == ["content", "site"]


def test_options_without_a_command_belong_to_build(good: Path) -> None:
    done = run("--site", "out", "--no-cache", cwd=good)
    assert done.returncode == 0
    assert (good / "out" / "index.html").is_file()


OPTIONS = {
    (command.name, name, bool(parameter.is_flag))
    for command in COMMANDS
    for parameter in command.params
    if isinstance(parameter, click.Option)
    for name in parameter.opts
}


@pytest.mark.parametrize(("command", "option", "is_flag"), sorted(OPTIONS))
def test_every_option_may_stand_before_the_command(command: str, option: str, is_flag: bool) -> None:
    # The value is also the name of a command, and must not be taken for one.
    words = [option] if is_flag else [option, "check"]
    assert program.command_first([*words, command, "--strict"]) == [command, *words, "--strict"]
    assert program.command_first([f"{option}=check", command]) == [command, f"{option}=check"]


def test_a_flag_may_stand_before_the_command(tmp_path: Path) -> None:
    done = run("--strict", "check", cwd=project(tmp_path, WARNED))
    assert (done.returncode, done.stderr) == (1, "2 terms, 0 resources: 1 warning\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--strct", "check"), "No such option '--strct'. Did you mean '--strict'"),
        (("--strct=yes", "check"), "No such option '--strct'"),
        (("--alow", "dead-link", "check"), "No such option '--alow'. Did you mean '--allow'"),
        (("--strict", "chek"), "No such command 'chek'"),
        (("--sit", "out", "explain", "terms/rubric"), "No such option '--sit'"),
        (("--port", "80", "check"), "No such option '--port'"),
    ],
    ids=" ".join,
)
def test_an_unknown_option_of_a_command_is_named(words: tuple[str, ...], said: str, good: Path) -> None:
    done = run(*words, cwd=good)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_the_package_runs_as_a_program(good: Path) -> None:
    words = [sys.executable, "-m", "termbank", "check"]
    env = environment({"PYTHONPATH": str(ROOT)})
    done = subprocess.run(words, cwd=good, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "2 terms, 0 resources: no problems\n")


def test_check_writes_nothing(good: Path) -> None:
    before = snapshot(good)
    done = run("check", cwd=good)
    assert (done.returncode, done.stdout) == (0, "2 terms, 0 resources: no problems\n")
    assert snapshot(good) == before


@pytest.mark.parametrize("command", [(), ("build",), ("check",)], ids=["none", "build", "check"])
def test_content_with_errors_gives_exit_code_1(command: tuple[str, ...], wrong: Path) -> None:
    done = run(*command, cwd=wrong)
    assert done.returncode == 1
    assert "content/terms/rubric.md:4:5: error[unknown-term]: `feedbak` is not a term" in done.stdout
    assert "hint: did you mean `feedback`?" in done.stdout


def test_errors_leave_the_old_site_unchanged_and_say_so(published: Path) -> None:
    before = snapshot(published / "site")
    write_tree(published / "content", WRONG)
    done = run("--no-cache", cwd=published)
    assert done.returncode == 1
    assert "not published: 1 error; site is as it was\n" in done.stderr
    assert "to publish all the same: --allow unknown-term\n" in done.stderr
    assert snapshot(published / "site") == before


def test_errors_in_a_first_build_write_nothing_and_say_so(wrong: Path) -> None:
    done = run(cwd=wrong)
    assert "nothing was written" in done.stderr
    assert not (wrong / "site").exists()


def test_an_allowed_check_lets_the_site_be_published(wrong: Path) -> None:
    done = run("--no-cache", "--allow", "unknown-term", cwd=wrong)
    assert done.returncode == 0
    assert "warning[unknown-term]" in done.stdout
    assert re.match(r"site: 2 terms, 0 resources, \d+ pages, 1 warning in", done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--nowhere",), "--nowhere"),
        (("check", "--nowhere"), "--nowhere"),
        (("chek",), "chek"),
        (("check", "extra"), "extra"),
        (("--allow", "unknown-trem"), "`unknown-trem` is not a check. did you mean `unknown-term`"),
        (("--allow", "empty-content"), "`empty-content` cannot be allowed"),
        (("--format", "yaml"), "yaml"),
        (("--base-url", "example.org"), "`example.org` is not a web address: write `https://example.org`"),
        (("--base-url", "mailto:a@example.org"), "`mailto:a@example.org` is not a web address"),
        (("--base-url", "https://example.org/?a=b"), "has a query"),
        (("--base-url", "https://example.org/#top"), "write `https://example.org/`"),
        (("--workers", "abc"), "`abc` is not a whole number from 1 to 64; type, for example, `--workers 2`"),
        (("--content", "nowhere"), "there is no folder `nowhere`; type `--content content`"),
        (("check", "--content", "content/terms"), "type `--content content`"),
        (("check", "--content", "."), "type `--content content`"),
        (("check", "--content", "content/terms/rubric.md"), "is a file"),
        (("--config", "nowhere.toml"), "there is no file `nowhere.toml`"),
        (("serve", "--port", "0"), "--port"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_gives_exit_code_2_and_names_the_argument(
    words: tuple[str, ...], said: str, good: Path
) -> None:
    done = run(*words, cwd=good)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (good / "site").exists()


@pytest.mark.parametrize(
    ("here", "said"),
    [
        ("content", "there is no folder `content` here; type `cd ..`"),
        ("content/terms", "there is no folder `content` here; type `cd ../..`"),
        ("..", "there is no folder `content`; type `--content bank/content`"),
        ("empty", "there is no folder `content`; name the folder that holds `terms/` with `--content`"),
    ],
)
def test_a_wrong_current_folder_is_named(here: str, said: str, tmp_path: Path) -> None:
    folder = project(tmp_path / "a" / "bank", GOOD)
    (tmp_path / "empty").mkdir()
    done = run(cwd=tmp_path / "empty" if here == "empty" else folder / here)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("command", ["build", "check", "explain --term rubric --format json"])
def test_a_standard_output_that_is_full_loses_no_word(command: str, good: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, *command.split()],
            cwd=good,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    reason, *rest = done.stderr.splitlines()
    assert reason.startswith("standard output cannot be written: No space left on device")
    assert rest
    assert "internal fault" not in done.stderr
    # The site is what a build is for, and it was published; the report is what the others are for.
    assert done.returncode == (0 if command == "build" else 1)
    assert (good / "site").exists() == (command == "build")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-", "2>/dev/full", ">/dev/full 2>/dev/full"])
def test_streams_that_are_closed_or_full_do_not_keep_a_site_back(closed: str, good: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *COMMAND], cwd=good, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (good / "site/index.html").is_file()
    # Nothing was printed into the file that got the number of the closed stream.
    assert run("--explain", cwd=good).stdout.endswith("nothing that a page shows has changed\n")


def test_a_reader_that_goes_away_does_not_change_the_exit_code(good: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([*COMMAND], cwd=good, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_cache_that_cannot_be_written_is_named_and_done_without(good: Path) -> None:
    done = run("--cache", "/proc/none", cwd=good)
    assert done.returncode == 0
    assert "the cache `/proc/none` cannot be written" in done.stderr
    assert "`--no-cache`" in done.stderr
    assert (good / "site/index.html").is_file()


def test_version_is_one_line(tmp_path: Path) -> None:
    done = run("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"termbank {__version__}\n")


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help_names_every_command(word: str, tmp_path: Path) -> None:
    done = run(word, cwd=tmp_path)
    assert done.returncode == 0
    assert all(f"\n  {command.name} " in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_the_help_of_a_command_has_examples(command: str, tmp_path: Path) -> None:
    done = run(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Examples:\n" in done.stdout


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize(("tree", "codes"), [(GOOD, []), (WRONG, ["unknown-term"])], ids=["good", "wrong"])
def test_only_json_goes_to_standard_output(
    command: str, tree: dict[str, str], codes: list[str], tmp_path: Path
) -> None:
    done = run(command, "--format", "json", cwd=project(tmp_path, tree))
    assert [item["code"] for item in json.loads(done.stdout)] == codes


def test_the_github_format_annotates(wrong: Path) -> None:
    done = run("check", "--format", "github", cwd=wrong)
    assert done.stdout.startswith("::error file=content/terms/rubric.md,line=4,col=5,title=unknown-term::")


def test_a_site_with_warnings_is_published(tmp_path: Path) -> None:
    assert run("check", cwd=project(tmp_path, WARNED)).returncode == 0


def test_with_strict_warnings_count_as_errors(tmp_path: Path) -> None:
    done = run("--strict", cwd=project(tmp_path, WARNED))
    assert done.returncode == 1
    assert "not published: 1 warning" in done.stderr
    assert not (tmp_path / "site").exists()


def test_drafts_are_built_on_request(tmp_path: Path) -> None:
    folder = project(tmp_path, GOOD | {"terms/new.md": record("title: New\nstatus: draft")})
    assert run("check", cwd=folder).stdout.startswith("2 terms, ")
    assert run("check", "--drafts", cwd=folder).stdout.startswith("3 terms, ")


def test_the_pyproject_next_to_the_content_sets_defaults(tmp_path: Path) -> None:
    folder = project(tmp_path, WARNED)
    write_tree(folder, {"pyproject.toml": '[tool.termbank]\nsite = "public"\nallow = ["raw-html"]\n'})
    assert run("--no-cache", cwd=folder).returncode == 0
    assert (folder / "public" / "index.html").is_file()


def test_the_command_line_overrides_the_pyproject(tmp_path: Path) -> None:
    folder = project(tmp_path, GOOD)
    write_tree(folder, {"pyproject.toml": '[tool.termbank]\nsite = "public"\n'})
    run("--no-cache", "--site", "mine", cwd=folder)
    assert (folder / "mine" / "index.html").is_file()
    assert not (folder / "public").exists()


def test_folders_in_a_config_file_are_relative_to_it(tmp_path: Path) -> None:
    folder = project(tmp_path / "bank", WARNED)
    write_tree(folder, {"strict.toml": '[tool.termbank]\ncontent = "content"\nstrict = true\n'})
    done = run("check", "--config", folder / "strict.toml", cwd=tmp_path)
    assert done.returncode == 1
    assert "2 terms, 0 resources: 1 warning" in done.stderr


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("strct = true", "`strct` is not a setting of [tool.termbank]. did you mean `strict`?"),
        ('strict = "yes"', "`strict` in [tool.termbank] must be true or false"),
        ("allow = 3", "`allow` in [tool.termbank] must be a list of codes"),
        ('allow = ["nowhere"]', "`nowhere` is not a check"),
        ("strict = ", "cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_used_gives_exit_code_2(setting: str, said: str, good: Path) -> None:
    write_tree(good, {"pyproject.toml": f"[tool.termbank]\n{setting}\n"})
    done = run("check", cwd=good)
    assert done.returncode == 2
    assert said in done.stderr


def on_a_terminal(folder: Path, **env: str) -> bytes:
    """The output of `check` on a terminal."""
    reader, writer = pty.openpty()
    changes = environment({"TERM": "xterm-256color", **env})
    process = subprocess.Popen(
        [*COMMAND, "check"], cwd=folder, env=changes, stdout=writer, stderr=subprocess.PIPE
    )
    os.close(writer)
    shown = b""
    try:
        while piece := os.read(reader, 4096):
            shown += piece
    except OSError:  # Linux: the other end is closed
        pass
    process.communicate()
    os.close(reader)
    return shown


def test_a_terminal_shows_colors(wrong: Path) -> None:
    assert b"\x1b[31m\x1b[1merror[unknown-term]" in on_a_terminal(wrong)


def test_no_color_is_respected(wrong: Path) -> None:
    assert b"\x1b" not in on_a_terminal(wrong, NO_COLOR="1")


def test_there_are_no_colors_in_a_file(wrong: Path) -> None:
    assert "\x1b" not in run("check", cwd=wrong).stdout


def test_another_working_folder_gives_the_same_site(tmp_path: Path) -> None:
    folder = project(tmp_path / "bank", GOOD)
    run("--no-cache", "--site", "here", cwd=folder)
    run("--no-cache", "--content", "bank/content", "--site", "there", cwd=tmp_path)
    assert snapshot(folder / "here") == snapshot(tmp_path / "there")


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({}, "there is no folder `content`"),
        ({"site.yaml": "title: Bank\n"}, "there is no folder `terms`"),
        ({"terms/.keep": ""}, "the folder `terms` holds no terms"),
        ({"terms/a.md": record("title: A\nstatus: draft")}, "there is no term that can be published"),
    ],
    ids=["no content", "no terms folder", "empty terms folder", "drafts only"],
)
def test_an_empty_site_is_never_published(tree: dict[str, str], said: str, published: Path) -> None:
    before = snapshot(published / "site")
    (published / "content").rename(published / "away")
    done = run("--no-cache", "--allow", "all", cwd=project(published, tree))
    assert done.returncode == 1
    assert f"error[empty-content]: {said}" in done.stdout
    assert snapshot(published / "site") == before


def test_a_closed_pipe_gives_no_traceback(wrong: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as nobody_reads:
        done = subprocess.run(
            [*COMMAND, "check"], cwd=wrong, env=environment(),
            stdout=nobody_reads, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.returncode == 1


def test_a_full_disk_for_standard_output_is_named(wrong: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, "check"], cwd=wrong, env=environment(),
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.returncode not in (0, 120)


@pytest.mark.parametrize("words", ["--help", "--version", "check --help"])
def test_help_on_a_full_disk_is_no_fault_of_the_program(words: str) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, *words.split()],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "standard output cannot be written: No space left on device\n"


def test_a_name_that_is_not_utf_8_is_reported_as_a_problem(good: Path) -> None:
    write_tree(good / "content", {os.fsdecode(b"terms/caf\xe9.md"): record("title: Cafe")})
    done = run("check", cwd=good)
    assert done.returncode == 1
    assert "error[invalid-slug]" in done.stdout


def test_an_image_name_that_is_not_utf_8_is_not_an_internal_error(good: Path) -> None:
    tree = {
        os.fsdecode(b"images/level\xff.png"): "",
        "terms/rubric.md": record("title: Rubric", "A guide.\n\n![A](../images/level.png)"),
    }
    # As in every locale but C: text that isn't UTF-8 can't be written.
    done = run("check", cwd=project(good, tree), env={"PYTHONIOENCODING": "utf-8:strict"})
    assert (done.returncode, done.stderr) == (1, "2 terms, 0 resources: 1 error\n")


def test_the_flagship_has_no_problems() -> None:
    done = run("check", "--strict", cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(": no problems\n")


EAGER = "import sys; from termbank import cli; cli.output.PROGRESS_AFTER = 0; cli.main(sys.argv[1:])"
MANY = {f"terms/term-{number}.md": record(f"title: Term {number}") for number in range(300)}


def test_a_long_build_shows_its_progress_on_a_terminal(tmp_path: Path) -> None:
    reader, writer = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", EAGER, "build", "--no-cache", "--workers", "2"],
        cwd=project(tmp_path, MANY), env=environment({"PYTHONPATH": str(ROOT)}),
        stdout=subprocess.PIPE, stderr=writer,
    )  # fmt: skip
    os.close(writer)
    shown = b""
    try:
        while piece := os.read(reader, 4096):
            shown += piece
    except OSError:  # Linux: the other end was closed
        pass
    process.communicate()
    os.close(reader)
    lines = [line.strip() for line in shown.decode().split("\r")]
    assert process.returncode == 0
    assert [line for line in lines if line in ("reading", "linking", "checking")] == [
        "reading", "linking", "checking",
    ]  # fmt: skip
    assert any(re.fullmatch(r"writing \d+ of \d+ pages", line) for line in lines), lines
    assert lines[-1] == ""


@pytest.mark.parametrize("stream", ["pipe", "terminal in CI"])
def test_no_progress_is_shown_elsewhere(stream: str, tmp_path: Path) -> None:
    reader, writer = pty.openpty() if stream == "terminal in CI" else os.pipe()
    env = environment({"PYTHONPATH": str(ROOT)} | ({"CI": "1"} if stream == "terminal in CI" else {}))
    words = [sys.executable, "-c", EAGER, "build", "--no-cache"]
    done = subprocess.run(
        words, cwd=project(tmp_path, GOOD), env=env, stdout=subprocess.PIPE, stderr=writer, check=False
    )
    os.set_blocking(reader, False)
    os.close(writer)
    try:
        shown = os.read(reader, 4096)
    except OSError:
        shown = b""
    os.close(reader)
    assert (done.returncode, shown) == (0, b"")


def test_a_build_lists_the_pages_that_changed(tmp_path: Path) -> None:
    folder = project(
        tmp_path, {"terms/a.md": record("title: Apple"), "terms/b.md": record("title: Bread", "Old.")}
    )
    assert "new     terms/a.html" in run("build", "--diff", cwd=folder).stdout
    (folder / "content/terms/a.md").unlink()
    write_tree(
        folder / "content",
        {"terms/b.md": record("title: Bread", "New."), "terms/c.md": record("title: Corn")},
    )
    lines = run("build", "--diff", cwd=folder).stdout.splitlines()
    assert {"gone    terms/a.html", "changed terms/b.html", "new     terms/c.html"} <= set(lines)
    assert "no page is new, changed, or gone" in run("build", "--diff", cwd=folder).stdout


@pytest.mark.skipif(not shutil.which("bash"), reason="needs Bash")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("ch", {"check"}),
        ("re", {"retire", "rename", "review"}),
        ("--stri", {"--strict"}),
        ("--ver", {"--version"}),
        ("check --ov", {"--overdue"}),
        ("--strict check --ov", {"--overdue"}),
        ("theme e", {"eject"}),
        ("check --format j", {"json"}),
    ],
)
def test_bash_completes_commands_and_options(words: str, offered: set[str], tmp_path: Path) -> None:
    script = "import sys; sys.argv[0] = 'termbank'; from termbank.cli import main; main()"
    program = tmp_path / "termbank"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{script}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    # The line of the manual, and then what Bash does at the Tab key.
    line = next(
        part
        for part in (ROOT / "docs/editing.md").read_text(encoding="utf-8").split("`")
        if "bash_source" in part
    )
    asked = f"COMP_WORDS=(termbank {words}); COMP_CWORD={len(words.split())}; _termbank_completion termbank"
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = finish(
        ["bash", "--norc", "-c", f'{line}\n{asked}\necho "${{COMPREPLY[@]}}"'],
        cwd=ROOT,
        env=environment({"PATH": path}),
    )
    assert set(done.stdout.split()) == offered, done.stderr


@pytest.mark.parametrize(
    ("tree", "code"), [(GOOD, 0), (WRONG, 1), (WARNED, 1)], ids=["good", "wrong", "warned"]
)
def test_the_hook_for_pre_commit_refuses_what_check_refuses(
    tree: dict[str, str], code: int, tmp_path: Path
) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    manual = (ROOT / "docs/editing.md").read_text(encoding="utf-8")
    (repository,) = yaml.safe_load(manual.split("```yaml\n")[1].split("```")[0])["repos"]
    (chosen,) = repository["hooks"]
    assert chosen["id"] == hook["id"]
    program, *words = hook["entry"].split()
    assert program == "termbank"
    # pre-commit adds the arguments of the other repository, and runs in its root.
    project(tmp_path / "my-site", tree)
    assert run(*words, *chosen["args"], cwd=tmp_path).returncode == code
    assert all(re.search(hook["files"], f"my-site/content/{path}") for path in tree)
    assert not re.search(hook["files"], "README.md")
