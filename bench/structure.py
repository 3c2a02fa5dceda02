"""How easily the engine is read: the figures of its functions, helpers, imports, folders and comments.

    python -m bench.structure [--modules] [FOLDER]

Reads the package in FOLDER (`termbank` without one) and prints a table; `--modules` adds the modules with the most
helpers of one use. tests/test_architecture.py holds the wanted figures.
"""

from __future__ import annotations

import ast
import io
import re
import statistics
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "termbank"

# Comments that speak to tools, not to readers.
_FOR_TOOLS = re.compile(r"#\s*(noqa|type:|fmt:|pragma)")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """A function or method: the module that defines it, its name and how many lines it takes."""

    module: str
    name: str
    lines: int

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"

    @property
    def is_private(self) -> bool:
        """Whether nobody outside its module should call it; methods that Python calls are not private."""
        return self.name.startswith("_") and not self.name.startswith("__")


class Package:
    """A package as its source shows it. Nothing is imported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {_dotted(file, folder.parent): file for file in sorted(folder.rglob("*.py"))}
        self.texts = {module: file.read_text(encoding="utf-8") for module, file in self.files.items()}
        self.trees = {module: ast.parse(text) for module, text in self.texts.items()}

    @cached_property
    def functions(self) -> list[Function]:
        """Every function, methods and inner functions among them."""
        return [
            Function(module, node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
            for module, tree in self.trees.items()
            for node in ast.walk(tree)
            if isinstance(node, _Function)
        ]

    @cached_property
    def helpers_used_once(self) -> list[Function]:
        """Private functions whose name stands at exactly one place besides their definition."""
        uses = {module: _names(tree) for module, tree in self.trees.items()}
        return [each for each in self.functions if each.is_private and uses[each.module][each.name] == 1]

    @cached_property
    def imports(self) -> Mapping[str, frozenset[str]]:
        """The modules of the package that each module imports, late imports and those for types among them."""
        return {
            module: frozenset(self._imported(tree)) - {module, self.folder.name}
            for module, tree in self.trees.items()
        }

    def _imported(self, tree: ast.Module) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names if alias.name in self.files)
            elif isinstance(node, ast.ImportFrom) and node.module in self.files:
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield inner if inner in self.files else node.module

    @cached_property
    def longest_chain(self) -> list[str]:
        """The longest row of modules each of which imports the next one."""
        chains: dict[str, list[str]] = {}

        def chain(module: str) -> list[str]:
            if module not in chains:
                chains[module] = [module, *max(map(chain, sorted(self.imports[module])), key=len, default=[])]
            return chains[module]

        return max(map(chain, self.imports), key=len)

    @property
    def largest_folder(self) -> tuple[int, Path]:
        """How many modules the fullest folder holds, and that folder."""
        counts = Counter(file.parent for file in self.files.values())
        folder = max(counts, key=lambda each: counts[each])
        return counts[folder], folder

    @property
    def lines(self) -> int:
        """How many lines all modules have."""
        return sum(len(text.splitlines()) for text in self.texts.values())

    @property
    def comments(self) -> int:
        """How many comments say something to readers."""
        return sum(map(_comments, self.texts.values()))


def _dotted(file: Path, above: Path) -> str:
    parts = file.relative_to(above).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _names(tree: ast.Module) -> Counter[str]:
    """How often each name is used in a module, bare or as an attribute."""
    bare = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    attributes = (node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return Counter([*bare, *attributes])


def _comments(text: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(token.type == tokenize.COMMENT and not _FOR_TOOLS.match(token.string) for token in tokens)


def table(package: Package) -> Iterator[str]:
    """The lines of the table."""
    sizes = sorted(function.lines for function in package.functions)
    once, count = len(package.helpers_used_once), len(sizes)
    imports = sum(map(len, package.imports.values())) / len(package.imports)
    held, folder = package.largest_folder
    yield f"| {package.folder.name}: {len(package.files)} modules, {package.lines} lines | |"
    yield "|---|--:|"
    p90 = sizes[count * 9 // 10]
    yield f"| function lines: median / p90 / longest | {statistics.median(sizes):g} / {p90} / {sizes[-1]} |"
    yield f"| private helpers used at exactly one place | {once} of {count} functions, {once / count:.0%} |"
    yield f"| imports inside, per module | {imports:.1f} |"
    yield f"| longest chain of files | {len(package.longest_chain)} |"
    yield f"| modules in one folder, at most | {held}, `{folder.relative_to(package.folder.parent)}` |"
    yield f"| comment lines | {package.comments / package.lines:.1%} |"


def main(words: list[str]) -> None:
    """Print the table for the package that `words` name."""
    folders = [Path(word) for word in words if not word.startswith("--")]
    package = Package((folders or [PACKAGE])[0].resolve())
    print("\n".join(table(package)))
    print("\nchain:", " → ".join(package.longest_chain))
    if "--modules" in words:
        private = Counter(function.module for function in package.functions if function.is_private)
        print("\nhelpers used once, of all private functions:")
        for module, count in Counter(each.module for each in package.helpers_used_once).most_common():
            print(f"  {count} of {private[module]}  {module}")


if __name__ == "__main__":
    main(sys.argv[1:])
