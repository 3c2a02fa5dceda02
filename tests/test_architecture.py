"""The structure of the engine, read from its source: import order, lengths, no shared state."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from importlib import import_module

import pytest
from trees import ROOT

from bench.structure import Package

# The packages from the bottom up: a module imports only from its own package and from those before it.
ROOMS = (
    "text", "system", "config", "content", "linking", "checks", "glossary", "site", "theme", "exporters",
    "builder", "remote", "preview", "review", "edit", "importers", "cli",
)  # fmt: skip
# A quick twin counts as part of the package of its reference.
TWINS = {
    "codec": "content",
    "deferred": "content",
    "yaml_reader": "text",
    "markdown": "text",
    "templates": "theme",
}
ENGINE = Package(ROOT / "termbank")
# `python -m bench.structure` shows how far these are. Take the mark off what holds.


def room(module: str) -> str:
    """The room that `module` belongs to; empty for the package itself and `python -m`."""
    parts = module.split(".")
    if parts[1:2] == ["fast"]:
        return TWINS.get(parts[-1], "text")
    return parts[1] if len(parts) > 1 and parts[1] != "__main__" else ""


def test_every_module_stands_in_a_room() -> None:
    assert sorted({room(module) for module in ENGINE.files} - {""}) == sorted(ROOMS)


def test_no_import_points_upward() -> None:
    upward = {
        (module, other)
        for module, others in ENGINE.imports.items()
        for other in others
        if room(module) and room(other) and ROOMS.index(room(other)) > ROOMS.index(room(module))
    }
    assert upward == set()


def test_no_folder_has_more_than_20_modules() -> None:
    assert ENGINE.largest_folder[0] <= 20, ENGINE.largest_folder


def test_only_the_program_itself_imports_the_command_line() -> None:
    assert [module for module, others in ENGINE.imports.items() if "termbank.cli" in others] == [
        "termbank.__main__"
    ]


def test_no_imports_are_relative() -> None:
    relative = [
        module
        for module, tree in ENGINE.trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_there_are_no_import_cycles() -> None:
    try:
        TopologicalSorter(ENGINE.imports).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_importing_the_package_does_not_import_the_engine() -> None:
    probe = "import sys, termbank; print([name for name in sys.modules if name.startswith('termbank.')])"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_no_function_is_longer_than_60_lines() -> None:
    assert [str(each) for each in ENGINE.functions if each.lines > 60] == []


def test_half_of_all_functions_are_shorter_than_10_lines() -> None:
    assert statistics.median(each.lines for each in ENGINE.functions) < 10


def test_no_chain_of_imports_has_more_than_14_modules() -> None:
    assert len(ENGINE.longest_chain) <= 14, " → ".join(ENGINE.longest_chain)


def test_at_most_one_function_in_five_is_a_helper_used_once() -> None:
    assert len(ENGINE.helpers_used_once) <= len(ENGINE.functions) / 5


def test_one_line_in_25_is_a_comment() -> None:
    assert ENGINE.comments >= ENGINE.lines / 25


@pytest.mark.parametrize("module", ENGINE.files)
def test_modules_have_no_mutable_state(module: str) -> None:
    changeable = [
        name
        for name, value in vars(import_module(module)).items()
        if isinstance(value, list | dict | set | bytearray) and not name.startswith("__")
    ]
    assert changeable == []


def test_no_function_rebinds_a_global_name() -> None:
    rebinding = [
        module
        for module, tree in ENGINE.trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Global)
    ]
    assert rebinding == []
