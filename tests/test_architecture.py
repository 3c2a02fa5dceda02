"""The structure of the engine, read from its source: import order, lengths, no shared state."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest
from trees import ROOT

PACKAGE = ROOT / "termbank"
# The rooms of the engine from the bottom up: a module imports from its own room and from those before it.
ROOMS = (
    "text", "system", "config", "content", "linking", "checks", "glossary", "site", "theme", "exporters",
    "builder", "remote", "preview", "cli",
)  # fmt: skip
# A quick twin lives where the module that it stands in for lives.
TWINS = {"codec": "content", "yaml_reader": "text", "markdown": "text"}
# Imports that still go upward.
UPWARD = {
    ("termbank.builder.outputs", "termbank.remote.detached"),
    ("termbank.builder.pipeline", "termbank.preview.relink"),
    ("termbank.builder.pipeline", "termbank.preview.warm"),
    ("termbank.builder.state", "termbank.preview.warm"),
}
FILES = sorted(PACKAGE.rglob("*.py"))


def dotted(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    """The room that `module` belongs to; empty for the package itself and `python -m`."""
    parts = module.split(".")
    if parts[1:2] == ["fast"]:
        return TWINS.get(parts[-1], "text")
    return parts[1] if len(parts) > 1 and parts[1] != "__main__" else ""


MODULES = {dotted(file): ast.parse(file.read_text(encoding="utf-8")) for file in FILES}


def imports(module: str) -> Iterator[str]:
    """The modules of the package that `module` imports anywhere, late imports and those for types included."""
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "termbank")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "termbank":
            assert node.module
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def functions() -> Iterator[tuple[int, str]]:
    for module, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno
                yield node.end_lineno - node.lineno + 1, f"{module}.{node.name}"


def test_every_module_stands_in_a_room() -> None:
    assert sorted({room(module) for module in MODULES} - {""}) == sorted(ROOMS)


def test_no_import_points_upward() -> None:
    upward = {
        (module, other)
        for module in MODULES
        for other in imports(module)
        if room(module) and room(other) and ROOMS.index(room(other)) > ROOMS.index(room(module))
    }
    assert upward == UPWARD


def test_no_folder_has_more_than_20_modules() -> None:
    crowded = [folder for folder in {file.parent for file in FILES} if len(list(folder.glob("*.py"))) > 20]
    assert crowded == []


def test_only_the_program_itself_imports_the_command_line() -> None:
    assert [module for module in MODULES if "termbank.cli" in imports(module)] == ["termbank.__main__"]


def test_no_imports_are_relative() -> None:
    relative = [
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_there_are_no_import_cycles() -> None:
    graph = {module: set(imports(module)) - {module, "termbank"} for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_importing_the_package_does_not_import_the_engine() -> None:
    probe = "import sys, termbank; print([name for name in sys.modules if name.startswith('termbank.')])"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_no_function_is_longer_than_60_lines() -> None:
    assert [name for lines, name in functions() if lines > 60] == []


def test_half_of_all_functions_are_shorter_than_10_lines() -> None:
    assert statistics.median(lines for lines, _ in functions()) < 10


@pytest.mark.parametrize("module", MODULES)
def test_modules_have_no_mutable_state(module: str) -> None:
    changeable = [
        name
        for name, value in vars(import_module(module)).items()
        if isinstance(value, list | dict | set | bytearray) and not name.startswith("__")
    ]
    assert changeable == []


def test_no_function_rebinds_a_global_name() -> None:
    rebinding = [
        module for module, tree in MODULES.items() for node in ast.walk(tree) if isinstance(node, ast.Global)
    ]
    assert rebinding == []
