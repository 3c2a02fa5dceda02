"""Jinja2 with the settings of our templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.bccache import Bucket

REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


class Environment(jinja2.Environment):
    """Jinja2 for a theme: everything is escaped, a missing name is an error, and `functions` are the only globals.

    A field of a dict comes before a method of dicts: in a template, `x.items` means `x["items"]` if there is one.
    """

    def __init__(
        self, loader: jinja2.BaseLoader, bytecode_cache: jinja2.BytecodeCache, **functions: Callable[..., str]
    ) -> None:
        super().__init__(
            loader=loader,
            bytecode_cache=bytecode_cache,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.globals = {**functions}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The field of a dict, else what Jinja2 finds."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def skeleton(self, source: str) -> str:
        """At least the tags of a template that name other templates, each on its line; here, all of it."""
        return source

    def references(self, source: str, name: str, file: str | None) -> Iterator[tuple[str, int, bool]]:
        """The templates that `source` names: name, line, and whether there need be none of that name."""
        tree = self.parse(self.skeleton(source), name, file)
        for node in tree.find_all(REFERENCES):
            optional = bool(getattr(node, "ignore_missing", False))
            for other in meta.find_referenced_templates(nodes.Template([node], lineno=node.lineno)):
                if other:
                    yield other, node.lineno, optional


class _Checked(jinja2.BytecodeCache):
    """Compiled templates, each with the digest of what it was compiled from: source, words and program."""

    def __init__(self, made_with: str) -> None:
        self._made_with = made_with

    def get_source_checksum(self, source: str) -> str:
        """The digest of all that a compiled template is made from."""
        return super().get_source_checksum(self._made_with + source)


class MemoryCache(_Checked):
    """Compiled templates for the environments of one process."""

    def __init__(self, made_with: str) -> None:
        super().__init__(made_with)
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill `bucket`, if there is something for it."""
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in `bucket`."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


class FolderCache(_Checked, jinja2.FileSystemBytecodeCache):
    """Compiled templates for later builds too."""

    def __init__(self, made_with: str, folder: Path) -> None:
        _Checked.__init__(self, made_with)
        jinja2.FileSystemBytecodeCache.__init__(self, str(folder))
