"""The wheel is complete: installed into an empty environment, it builds a site anywhere."""

from __future__ import annotations

import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from programs import finish
from trees import ROOT, build_project, record, snapshot, write_tree

TERMS = {
    "content/terms/rubric.md": record("title: Rubric\nrelated:\n  - mastery", "A scoring tool."),
    "content/terms/mastery.md": record("title: Mastery", "Solid command."),
}


def run(*words: str | Path, cwd: Path) -> str:
    done = finish(words, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel, which finds its dependencies in this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    # Not in the checkout: there, `-m build` would run its build.py.
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", symlinks=True)
    paths = {"base": str(folder / "env"), "platbase": str(folder / "env")}
    packages = Path(sysconfig.get_path("purelib", vars=paths))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    programs = Path(sysconfig.get_path("scripts", vars=paths))
    install = ("-m", "pip", "--python", programs / "python", "install", "--no-deps", "--no-index", "--quiet")
    run(sys.executable, *install, wheel, cwd=folder)
    return programs


def test_the_installed_command_builds_a_site(installed: Path, tmp_path: Path) -> None:
    write_tree(tmp_path, TERMS)
    run(installed / "termbank", cwd=tmp_path)
    made = snapshot(tmp_path / "site")
    assert {"index.html", "terms/rubric.html", "terms/mastery.html", "assets/style.css"} <= made.keys()


def test_the_installed_command_builds_what_the_checkout_builds(installed: Path, tmp_path: Path) -> None:
    write_tree(tmp_path, TERMS)
    run(installed / "termbank", cwd=tmp_path)
    build_project(tmp_path, site=tmp_path / "expected")
    assert snapshot(tmp_path / "site") == snapshot(tmp_path / "expected")


def test_the_installed_command_begins_a_glossary(installed: Path, tmp_path: Path) -> None:
    run(installed / "termbank", "init", "words", cwd=tmp_path)
    run(installed / "termbank", "check", "--strict", cwd=tmp_path / "words")


def test_the_installed_package_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    place = run(installed / "python", "-c", "import termbank; print(termbank.__file__)", cwd=tmp_path)
    assert Path(place).is_relative_to(installed.parent)
