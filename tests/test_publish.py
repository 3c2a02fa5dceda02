"""Publishing: the site is always whole, despite kills, full disks, and permission errors."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from programs import LIMIT, finish
from trees import ROOT, build_project, environment, project, record, run, snapshot, write_tree

from termbank.system.inventory import MARKER
from termbank.system.publish import PublishError, publish, recover

TERM = {"terms/a.md": record("title: A")}

OLD = {f"{number}/old.html": b"old" * 10 for number in range(3)}
NEW = {f"{number}/new.html": b"new" * 10 for number in range(4)}

# For every file system step, publishes NEW over OLD in a child process and kills the child right before that
# step. Prints what it finds then, after a recovery, and after the next build.
KILLER = """
import json, shutil, sys
from pathlib import Path
from killing import is_killed_before
from termbank.system.publish import MARKER, publish, recover

base, old, new, swap = Path(sys.argv[1]), *map(json.loads, sys.argv[2:4]), sys.argv[4]
if swap == "two renames":
    sys.platform = "one that cannot exchange two folders"
site = base / "site"

def files(tree):
    return [(path, text.encode()) for path, text in tree.items()]

def seen(folder):
    found = {}
    for file in folder.rglob("*") if folder.is_dir() else ():
        if file.is_file() and file.name != MARKER:
            found[file.relative_to(folder).as_posix()] = file.read_text()
    return {json.dumps(old, sort_keys=True): "old", json.dumps(new, sort_keys=True): "new", "{}": "none"}.get(
        json.dumps(found, sort_keys=True), "mixed: " + ", ".join(sorted(found)))

report, number, alive = [], 0, False
while not alive:
    shutil.rmtree(base)
    base.mkdir()
    publish(site, files(old))
    alive = not is_killed_before(number, lambda: publish(site, files(new)))
    after_kill = seen(site)
    recover(site)
    recovered = seen(site)
    publish(site, files(new))
    litter = sorted(path.name.split("-")[0] for path in base.iterdir() if path != site)
    report.append([after_kill, recovered, seen(site), litter])
    number += 1
print(json.dumps(report))
"""

# Publishes the given files; the process is killed while it writes file number `limit`.
KILLED_INSIDE = """
import json, os, signal, sys
from pathlib import Path
from termbank.system.publish import publish

def files(tree, limit):
    for number, (path, text) in enumerate(tree.items()):
        if number == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        yield path, text.encode()

publish(Path(sys.argv[1]), files(json.loads(sys.argv[2]), int(sys.argv[3])))
"""

# Publishes 30 times over a site that another process publishes, too, and prints what prevented it.
RIVAL = """
import sys
from pathlib import Path
from termbank.system.publish import PublishError, publish

name = sys.argv[2]
for _ in range(30):
    try:
        publish(Path(sys.argv[1]), [(f"{number}/{name}.html", name.encode()) for number in range(10)])
    except PublishError as error:
        print(error)
"""

# Publishes while another build removes a folder right before this one looks into it.
MEANWHILE = """
import sys
from pathlib import Path
from termbank.system.publish import PublishError, publish

site, event, name = Path(sys.argv[1]), *sys.argv[2:]
moved = []

def move(happening, arguments):
    if not moved and happening == event and str(arguments[0]) == str(site.parent / name):
        moved.append(name)
        (site.parent / name).rename(site.parent / ".site.old-5678")

sys.addaudithook(move)
try:
    publish(site, [("index.html", b"new")])
except PublishError:
    pass
assert moved and site.is_dir()
"""

# Cleans up next to a site, but stops if it would have to wait for another build.
CLEAR = """
import fcntl, os, sys
from pathlib import Path
from termbank.system.publish import recover

def ask(event, arguments):
    if event == "fcntl.flock" and not arguments[1] & fcntl.LOCK_NB:
        try:
            fcntl.flock(arguments[0], arguments[1] | fcntl.LOCK_NB)
        except BlockingIOError:
            os._exit(0)

sys.addaudithook(ask)
recover(Path(sys.argv[1]))
"""

# Publishes while another build cleans up at every step that creates or fills the new folder.
CLEARED = """
import subprocess, sys
from pathlib import Path
from termbank.system.publish import publish

site, clear, clearing, steps = Path(sys.argv[1]), sys.argv[2], [], []

def step(event, arguments):
    if clearing or event not in ("open", "os.mkdir") or ".site.new-" not in str(arguments[0]):
        return
    clearing.append(event)
    subprocess.run([sys.executable, "-c", clear, str(site)], check=True)
    steps.append(clearing.pop())

sys.addaudithook(step)
publish(site, [("index.html", b"new")])
assert len(steps) >= 4, steps
"""

# Builds a content folder whose site doesn't fit on the disk.
FULL = """
import resource, sys
# The limit also holds for compiled modules: Python would leave half of one behind, and no later run could import it.
sys.dont_write_bytecode = True
from termbank.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
main(["build", "--content", sys.argv[1], "--site", sys.argv[2], "--no-cache"])
"""


def script(source: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run `source` in a new process that can import the engine."""
    paths = environment({"PYTHONPATH": str(ROOT / "tests")})
    return finish([sys.executable, "-c", source, *map(str, arguments)], cwd=ROOT, env=paths)


def told(tree: dict[str, bytes]) -> str:
    return json.dumps({path: data.decode() for path, data in tree.items()})


def pages(site: Path) -> dict[str, bytes]:
    return {path: data for path, data in snapshot(site).items() if path != MARKER}


class Kill(NamedTuple):
    """The site after a kill before one step: right away, after recovery, after the next build; and leftover files."""

    swap: str
    left: str
    recovered: str
    rebuilt: str
    litter: list[str]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A published site in a folder that contains nothing else."""
    publish(tmp_path / "site", OLD.items())
    return tmp_path / "site"


def test_the_site_holds_exactly_the_files_given(site: Path) -> None:
    assert publish(site, NEW.items()) == 4
    assert pages(site) == NEW


def test_the_site_is_a_real_folder(site: Path) -> None:
    publish(site, NEW.items())
    assert not site.is_symlink()
    assert site.is_dir()


def test_nothing_is_left_next_to_the_site(site: Path) -> None:
    publish(site, NEW.items())
    assert list(site.parent.iterdir()) == [site]


def test_the_page_of_a_deleted_term_is_removed(tmp_path: Path) -> None:
    folder = project(tmp_path, TERM | {"terms/b.md": record("title: B")})
    build_project(folder)
    (folder / "content" / "terms" / "b.md").unlink()
    build_project(folder)
    assert not (folder / "site" / "terms" / "b.html").exists()


def test_folders_above_the_site_are_created(tmp_path: Path) -> None:
    publish(tmp_path / "a" / "b" / "site", NEW.items())
    assert pages(tmp_path / "a" / "b" / "site") == NEW


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    publish(tmp_path / "site", NEW.items())
    assert pages(tmp_path / "site") == NEW


def not_built_by_us(folder: Path) -> None:
    write_tree(folder, {"site/thesis.txt": "the only copy"})


def link_to_a_folder(folder: Path) -> None:
    publish(folder / "elsewhere", OLD.items())
    (folder / "site").symlink_to(folder / "elsewhere")


def dangling_link(folder: Path) -> None:
    (folder / "site").symlink_to(folder / "nowhere")


def file(folder: Path) -> None:
    (folder / "site").write_text("the only copy", encoding="utf-8")


@pytest.mark.parametrize("prepare", [not_built_by_us, link_to_a_folder, dangling_link, file])
def test_a_folder_that_we_did_not_build_is_not_replaced(
    prepare: Callable[[Path], None], tmp_path: Path
) -> None:
    prepare(tmp_path)
    before = snapshot(tmp_path)
    with pytest.raises(PublishError):
        publish(tmp_path / "site", NEW.items())
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("site", ["content", ".", "..", "content/terms/..", "../link/content"])
def test_a_site_that_cannot_be_replaced_is_a_problem_of_the_build(site: str, tmp_path: Path) -> None:
    folder = project(tmp_path / "bank", TERM)
    (tmp_path / "link").symlink_to(folder)
    # As if we had built it: the only protection left is that it is the content folder.
    write_tree((folder / site).resolve(), {MARKER: ""})
    before = snapshot(tmp_path)
    result = build_project(folder, site=folder / site)
    assert [item.code for item in result.diagnostics] == ["output-folder"]
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_build_killed_while_writing_leaves_the_old_site_whole(number: int, site: Path) -> None:
    before = snapshot(site)
    killed = script(KILLED_INSIDE, site, told(NEW), number)
    assert killed.returncode == -9
    assert snapshot(site) == before


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_next_build_cleans_up_after_a_killed_one(number: int, site: Path) -> None:
    script(KILLED_INSIDE, site, told(NEW), number)
    publish(site, NEW.items())
    assert list(site.parent.iterdir()) == [site]


@pytest.fixture(scope="module", params=["one exchange", "two renames"])
def kills(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Kill]:
    """The results of a kill at every step."""
    done = script(KILLER, tmp_path_factory.mktemp("kills"), told(OLD), told(NEW), request.param)
    assert (done.returncode, done.stderr) == (0, "")
    return [Kill(request.param, *found) for found in json.loads(done.stdout)]


def test_a_kill_at_any_step_leaves_no_mixed_site(kills: list[Kill]) -> None:
    # If two folders can't be exchanged, there is a moment without a site.
    whole = {"old", "new"} | ({"none"} if kills[0].swap == "two renames" else set())
    assert len(kills) > 20
    assert {kill.left for kill in kills} == whole


def test_the_site_is_whole_again_after_a_kill_at_any_step(kills: list[Kill]) -> None:
    assert {kill.recovered for kill in kills} == {"old", "new"}


def test_the_next_build_succeeds_after_a_kill_at_any_step(kills: list[Kill]) -> None:
    assert {kill.rebuilt for kill in kills} == {"new"}


def test_the_next_build_leaves_no_litter_after_a_kill_at_any_step(kills: list[Kill]) -> None:
    assert [number for number, kill in enumerate(kills) if kill.litter] == []


def test_recovering_twice_equals_recovering_once(site: Path) -> None:
    whole = {f"site/{path}": data for path, data in snapshot(site).items()}
    publish(site.parent / ".site.new-00000000", NEW.items())
    site.rename(site.parent / ".site.old-00000000")
    recover(site)
    assert snapshot(site.parent) == whole
    recover(site)
    assert snapshot(site.parent) == whole


def test_other_files_next_to_the_site_are_left_alone(site: Path) -> None:
    write_tree(site.parent, {".site.notes/mine.txt": "the only copy", ".site.new-mine": "a file"})
    publish(site, NEW.items())
    assert {path for path in snapshot(site.parent) if not path.startswith("site/")} == {
        ".site.notes/mine.txt",
        ".site.new-mine",
    }


def test_two_simultaneous_builds_leave_one_whole_site(site: Path) -> None:
    rivals = [
        subprocess.Popen(
            [sys.executable, "-c", RIVAL, site, name],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in ("one", "two")
    ]
    said = [rival.communicate(timeout=LIMIT) for rival in rivals]
    assert [errors for _, errors in said] == [b"", b""]
    wholes = [{f"{number}/{name}.html": name.encode() for number in range(10)} for name in ("one", "two")]
    assert pages(site) in wholes
    publish(site, NEW.items())
    assert list(site.parent.iterdir()) == [site]


@pytest.mark.parametrize("moment", ["open .site.new-1234", "os.listdir site"])
def test_files_that_another_build_moves_are_not_an_internal_error(moment: str, site: Path) -> None:
    publish(site.parent / ".site.new-1234", OLD.items())
    done = script(MEANWHILE, site, *moment.split())
    assert (done.returncode, done.stderr) == (0, "")


def test_a_build_does_not_clean_up_after_a_running_one(site: Path) -> None:
    done = script(CLEARED, site, CLEAR)
    assert (done.returncode, done.stderr) == (0, "")
    assert pages(site) == {"index.html": b"new"}


def test_a_failing_disk_is_named_and_keeps_the_old_site(tmp_path: Path) -> None:
    folder = project(tmp_path, TERM)
    publish(folder / "site", OLD.items())
    before = snapshot(folder / "site")
    done = script(FULL, folder / "content", folder / "site")
    assert done.returncode == 1
    assert "error[output-folder]" in done.stdout
    assert "cannot be written: File too large" in done.stdout
    assert "is as it was" in done.stderr
    assert snapshot(folder / "site") == before
    assert sorted(path.name for path in folder.iterdir()) == ["content", "site"]


def may_mount() -> bool:
    """Whether this process may mount file systems for a child process."""
    if not shutil.which("unshare") or not shutil.which("mount"):
        return False
    probe = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def test_a_full_disk_is_named_and_keeps_the_old_site(tmp_path: Path) -> None:
    if not may_mount():
        pytest.skip("only root may mount a small disk")
    folder = project(tmp_path, TERM)
    disk = tmp_path / "disk"
    disk.mkdir()
    steps = f"""
        mount -t tmpfs -o size=64k none {disk} && mkdir {disk}/site && echo old > {disk}/site/index.html &&
        touch {disk}/site/{MARKER} && {sys.executable} {ROOT}/build.py --site {disk}/site --no-cache
        echo "exit code $?"
        find {disk} -type f | sort | xargs head
    """
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", steps], cwd=folder, capture_output=True, text=True, check=False
    )
    assert "cannot be written: No space left on device" in done.stdout
    assert done.stdout.split("exit code 1\n")[1].split() == [
        *f"==> {disk}/site/{MARKER} <==".split(),
        *f"==> {disk}/site/index.html <== old".split(),
    ]


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002], ids=oct)
def test_modes_follow_the_umask(umask: int, site: Path) -> None:
    before = os.umask(umask)
    try:
        publish(site, NEW.items())
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (site, *site.rglob("*")) if path.is_dir()}
    assert modes == {0o777 & ~umask}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in site.rglob("*") if path.is_file()}
    assert modes == {0o666 & ~umask}


def test_a_duplicate_page_is_not_lost_silently(site: Path) -> None:
    before = snapshot(site)
    with pytest.raises(PublishError):
        publish(site, [("a.html", b"one"), ("a.html", b"two")])
    assert snapshot(site) == before


def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path, TERM)
    write_tree(folder, {"file": "no folder"})
    done = run("--no-cache", "--site", folder / "file" / "site", cwd=folder)
    assert done.returncode == 1
    assert f"error[output-folder]: `{folder}/file` cannot be written: " in done.stdout
