"""Jinja2 with the settings of our templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.bccache import Bucket

from termbank.system.store import Store

TEMPLATES = "templates"
"""The room of the store that holds compiled templates."""

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
            # A save in the preview makes a new theme; within a build, a template that changes must not be mixed with
            # pages rendered before.
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.globals = {**functions}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The field of a dict, else what Jinja2 finds."""
        # Jinja2 asks for the method first: `group.items` would be a method of dict, and a page would show its repr.
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def skeleton(self, source: str) -> str:
        """At least the tags of a template that name other templates, each on its line; here, all of it."""
        return source

    def references(self, source: str, name: str, file: str | None) -> Iterator[tuple[str, int, bool]]:
        """The templates that `source` names: name, line, and whether there need be none of that name."""
        tree = self.parse(self.skeleton(source), name, file)
        # Node by node, because Jinja2 lists the names of a whole template without their lines.
        for node in tree.find_all(REFERENCES):
            optional = bool(getattr(node, "ignore_missing", False))
            for other in meta.find_referenced_templates(nodes.Template([node], lineno=node.lineno)):
                if other:
                    yield other, node.lineno, optional


class CompiledTemplates(jinja2.BytecodeCache):
    """Compiled templates in `store`, each with the digest of what it was compiled from: source, words and program.

    `new` are those that this process compiled, by key.
    """

    def __init__(self, made_with: str, store: Store) -> None:
        self._made_with, self._store = made_with, store
        self.new: dict[str, bytes] = {}

    def get_source_checksum(self, source: str) -> str:
        """The digest of all that a compiled template is made from."""
        return super().get_source_checksum(self._made_with + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill `bucket`, if there is something for it."""
        # Jinja2 compares the checksum that the bucket holds: what was compiled from an older text is passed over.
        if data := self._store.get(TEMPLATES, bucket.key):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in `bucket`."""
        self.new[bucket.key] = bucket.bytecode_to_string()
        self._store.put(TEMPLATES, bucket.key, self.new[bucket.key])
