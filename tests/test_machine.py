"""What a machine does to a build: full disks, mount points, folders that nobody may read, repositories of others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from repositories import repository
from trees import COMMAND, ROOT, environment, project, record, run, snapshot, write_tree

GOOD = {"terms/rubric.md": record("title: Rubric", "A tool for scoring.")}
NOBODY = 65534

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"),
    reason="only root may give files away, and give up its rights",
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 60 kB, on which no site fits."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=60k", "none", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A project with a picture."""
    return project(tmp_path, GOOD | {"pictures/plan.png": ""})


def without_rights(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a user to whom permissions apply, and who can read this checkout wherever it lies."""
    return subprocess.run(
        ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *COMMAND, *words],
        cwd=folder, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_full_disk_is_named_and_leaves_nothing(workers: str, disk: Path, tmp_path: Path) -> None:
    folder = project(tmp_path / "bank", GOOD)
    done = run("--site", disk / "site", "--workers", workers, cwd=folder)
    assert done.returncode == 1
    assert done.stdout.count("error[") == 1
    assert "cannot be written: No space left on device" in done.stdout
    assert "free some space" in done.stdout
    assert list(disk.iterdir()) == []


def test_a_cache_on_a_full_disk_keeps_no_site_back(disk: Path, tmp_path: Path) -> None:
    folder = project(tmp_path / "bank", GOOD)
    (disk / "filling").write_bytes(bytes(55_000))
    done = run("--cache", disk / "cache", cwd=folder)
    assert done.returncode == 0
    assert "cannot be written (No space left on device)" in done.stderr


def test_a_mount_point_is_named_and_a_folder_in_it_is_offered(disk: Path, tmp_path: Path) -> None:
    done = run("--site", disk, cwd=project(tmp_path / "bank", GOOD))
    assert done.returncode == 1
    assert f"`{disk}` is a mount point" in done.stdout
    assert f"`--site {disk / 'public'}`" in done.stdout


def test_a_spare_on_another_disk_is_passed_over(tmp_path: Path) -> None:
    folder = project(tmp_path / "bank", GOOD)
    shelf = Path("/dev/shm")
    if not shelf.is_dir() or shelf.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second disk")
    for text in ("A tool.", "A tool for scoring.", "A tool for scoring work."):
        write_tree(folder / "content", {"terms/rubric.md": record("title: Rubric", text)})
        assert run(cwd=folder).returncode == 0
    with tempfile.TemporaryDirectory(dir=shelf) as name:
        subprocess.run(["cp", "-a", folder / ".cache", name], check=True)
        (folder / ".cache").rename(folder / "before")
        (folder / ".cache").symlink_to(Path(name) / ".cache")
        write_tree(folder / "content", {"terms/rubric.md": record("title: Rubric", "A scale.")})
        done = run(cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")
    fresh = run("--no-cache", "--site", "fresh", cwd=folder)
    assert fresh.returncode == 0
    assert snapshot(folder / "site").keys() >= snapshot(folder / "fresh").keys()


def test_brackets_in_the_name_of_a_site_mean_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path, GOOD)
    # What a killed build left is cleared away, and what belongs to a site of a similar name is not.
    for name in (".a[b].new-01234567", ".ab.new-01234567"):
        (folder / name).mkdir()
    for site in ("a[b]", "a[b]"):
        assert run("--site", site, cwd=folder).returncode == 0
    assert (folder / "a[b]/index.html").is_file()
    assert [path.name for path in folder.glob(".*new*")] == [".ab.new-01234567"]


@needs_root
@pytest.mark.parametrize("name", ["content/terms", "content/pictures", "content"])
def test_a_folder_that_nobody_may_read_is_named_once(name: str, bank: Path) -> None:
    (bank / name).chmod(0)
    done = without_rights(bank, "check", "--format", "concise")
    (bank / name).chmod(0o755)
    assert done.returncode == 1
    said = (done.stdout + done.stderr).splitlines()
    assert len([line for line in said if "cannot be read" in line and name in line]) == 1
    assert "internal fault" not in done.stderr


@needs_root
def test_a_folder_that_may_not_be_written_is_named(bank: Path) -> None:
    bank.chmod(0o555)
    done = without_rights(bank, "--no-cache")
    assert done.returncode == 1
    assert "cannot be written: Permission denied" in done.stdout
    assert "check its permissions" in done.stdout


@needs_root
def test_a_repository_of_another_user_passes_on_what_git_says(tmp_path: Path) -> None:
    bank = repository(tmp_path / "bank")
    write_tree(bank.content, GOOD)
    bank.git("add", ".")
    bank.git("commit", "--quiet", "--message", "Begin")
    for path in (bank.folder, *bank.folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    env = {"HOME": str(tmp_path), "GIT_CONFIG_GLOBAL": os.devnull}
    done = run("--no-cache", cwd=bank.folder, env=env)
    assert done.returncode == 0
    assert "warning[foreign-repository]: git gives no history: detected dubious ownership" in done.stdout
    assert f"`git config --global --add safe.directory {bank.folder}`" in done.stdout
    assert run("--no-cache", "--strict", "--site", "other", cwd=bank.folder, env=env).returncode == 1


def test_names_with_dots_are_named(tmp_path: Path) -> None:
    folder = project(tmp_path, GOOD)
    (folder / "content/terms/net.md").mkdir()
    write_tree(folder / "content/terms", {".net.md": "x", "._net.md": "x", ".#net.md": "x"})
    said = run("check", "--format", "concise", cwd=folder).stdout
    assert "`.net.md` is not read: a name that begins with a dot is hidden" in said
    assert "`net.md` is a folder, not a file" in said
    assert said.count("error[") == 2


@needs_root
def test_a_port_without_permission_is_named(bank: Path) -> None:
    lowest = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
    if not lowest.is_file() or int(lowest.read_text()) <= 80:
        pytest.skip("every user may take every port here")
    done = without_rights(bank, "serve", "--port", "80")
    assert done.returncode == 1
    assert "port 80 is only for administrators; choose one from 1024 on with `--port`" in done.stderr


def test_a_language_of_5000_letters_is_no_fault_of_the_program(tmp_path: Path) -> None:
    folder = project(tmp_path, GOOD | {"site.yaml": f"language: {'x' * 5000}\n"})
    done = run(cwd=folder)
    assert done.returncode in (0, 1)
    assert "internal fault" not in done.stderr


KILLED_WHILE_WRITING = """
import os, signal, sys
from termbank.builder import outputs
write, parent, written = outputs.write, os.getpid(), []

def write_and_die(folder, path, data):
    write(folder, path, data)
    if os.getpid() != parent:
        written.append(path)
        if len(written) == 3:
            os.kill(os.getpid(), signal.SIGKILL)

outputs.write = write_and_die
from termbank import cli
cli.main(sys.argv[1:])
"""


def test_a_worker_that_is_killed_between_two_pages_does_no_harm(tmp_path: Path) -> None:
    words = {f"terms/word-{number}.md": record(f"title: Word {number}", "A word.") for number in range(300)}
    folder = project(tmp_path, words)
    command = [sys.executable, "-c", KILLED_WHILE_WRITING, "--no-cache", "--workers", "2"]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert run("--no-cache", "--workers", "1", "--site", "whole", cwd=folder).returncode == 0
    assert snapshot(folder / "site") == snapshot(folder / "whole")
