"""The shape of the engine, read from its source: bands, lengths, no shared state."""

from __future__ import annotations

import ast
import re
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
MAP = ROOT / "docs" / "ARCHITECTURE.md"


def bands() -> list[tuple[str, list[str]]]:
    """The bands of the map from the bottom up, each with its modules."""
    found: dict[str, list[str]] = {}
    for band, modules in re.findall(r"^\| (\w+) \| (`.+) \|$", MAP.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(band, []).extend(re.findall(r"`(\w+)/?`", modules))
    return list(reversed(found.items()))


BANDS = bands()
BAND_OF = {module: number for number, (_, modules) in enumerate(BANDS) for module in modules}
FILES = sorted(PACKAGE.rglob("*.py"))


def dotted(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def top(module: str) -> str:
    """The member of the package that `module` is or belongs to; empty for the package itself."""
    return module.split(".")[1] if "." in module else ""


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


def test_the_map_has_the_bands_of_the_design() -> None:
    assert [band for band, _ in BANDS] == ["text", "model", "output", "around"]


def test_every_module_stands_once_on_the_map() -> None:
    listed = [module for _, modules in BANDS for module in modules]
    assert sorted(listed) == sorted({top(module) for module in MODULES} - {""})


def test_no_import_goes_upward() -> None:
    upward = [
        f"{module} imports {other}"
        for module in MODULES
        for other in imports(module)
        if BAND_OF.get(top(other), -1) > BAND_OF.get(top(module), len(BANDS))
    ]
    assert upward == []


def test_nothing_imports_the_command_line() -> None:
    assert [module for module in MODULES if "termbank.cli" in imports(module)] == []


def test_no_imports_are_relative() -> None:
    relative = [
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module: set(imports(module)) - {module, "termbank"} for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_importing_the_package_imports_nothing_of_the_engine() -> None:
    probe = "import sys, termbank; print([name for name in sys.modules if name.startswith('termbank.')])"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_no_function_is_longer_than_60_lines() -> None:
    assert [name for lines, name in functions() if lines > 60] == []


def test_half_of_all_functions_are_shorter_than_10_lines() -> None:
    assert statistics.median(lines for lines, _ in functions()) < 10


@pytest.mark.parametrize("module", MODULES)
def test_a_module_holds_nothing_that_can_be_changed(module: str) -> None:
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
