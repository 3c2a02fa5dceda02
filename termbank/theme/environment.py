"""Jinja2, compiled to code that fits how pages are rendered here: told plain dicts, escaped always.

The templates are ordinary ones, and what they give is what Jinja2 gives, letter for letter. Three things that it
does at run time are done before, or in place: words of the catalogue are part of the compiled template, fields of
dicts are looked up without a call, and macros are called without asking first what else a call could mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from keyword import iskeyword
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

_NO_TAGS = re.compile(r"{#.*?#}|{%[-+]?\s*raw\s.*?endraw", re.DOTALL)
_REFERENCE = re.compile(r"{%[-+]?\s*(?:extends|include|import|from)\s.*?%}", re.DOTALL)
_SPECIAL = re.compile("[&<>'\"]").search


class _Macro(Macro):
    """A macro that is called without questions where it is given just the arguments that it names."""

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        if kwargs or len(args) != self._argument_count or self._is_special:
            return super().__call__(*args, **kwargs)
        return str.__new__(Markup, self._func(*args))

    @cached_property
    def _is_special(self) -> bool:
        return bool(self.caller or self.catch_kwargs or self.catch_varargs)


class _Words(NodeTransformer):
    """Puts words of the catalogue in place of calls that ask for them by a key alone."""

    def __init__(self, say: Callable[[str], str]) -> None:
        self.say = say

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  named by Jinja2
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name != "say" or len(node.args) != 1:
            return node
        key = node.args[0]
        if not isinstance(key, nodes.Const) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        try:
            return nodes.Const(self.say(key.value), lineno=node.lineno)
        except LookupError:
            return node


class _Code(CodeGenerator):
    """Writes the Python code of one template. Functions that want the context as an argument cannot be called."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        say: Any = self.environment.globals["say"]
        super().visit_Template(_Words(say).visit(node), frame)

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("text = environment.text")
        self.writeline("Macro = environment.macro")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        name = repr(node.attr)
        self.write(f"(held[{name}] if (held := ")
        self.visit(node.node, frame)
        self.write(f").__class__ is dict and {name} in held else environment.getattr(held, {name}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        reserved = any(iskeyword(each.key) for each in node.kwargs)
        if forward_caller or node.dyn_args or node.dyn_kwargs or reserved:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802
        elsewhere = frame.toplevel and self.extends_so_far
        if elsewhere or frame.buffer is not None or node.scoped or node.required:
            super().visit_Block(node, frame)
        else:
            # As one piece: handed up piece by piece, every piece passes through all the templates above.
            self.writeline(f"yield concat(context.blocks[{node.name!r}][0]({self.get_context_ref()}))", node)

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if node.with_context or not isinstance(node.template, nodes.Const):
            super()._import_common(node, frame)
        else:
            self.write(f"environment.module({node.template.value!r})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("text(")


def references(source: str) -> Iterator[tuple[int, str]]:
    """The tags of a template that name another one, with their lines; reading all of it takes ten times as long."""
    bare = _NO_TAGS.sub(lambda part: "\n" * part[0].count("\n"), source)
    for tag in _REFERENCE.finditer(bare):
        yield bare.count("\n", 0, tag.start()) + 1, tag[0]


class Environment(jinja2.Environment):
    """Jinja2 for a theme: escaped always, nothing undefined, no globals but those that are given.

    A field of a dict comes before a method of dicts: a name such as `items` means what the dict holds.
    """

    code_generator_class = _Code
    macro = _Macro

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
        self._modules: dict[str, TemplateModule] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The field of a dict, else what Jinja2 finds."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def overlay(self, *args: Any, **kwargs: Any) -> Environment:
        """This environment with other options, and with modules of its own."""
        environment = super().overlay(*args, **kwargs)
        assert isinstance(environment, Environment)
        environment._modules = {}
        return environment

    def module(self, name: str) -> TemplateModule:
        """What the template `name` defines for others; it knows the globals only."""
        if name not in self._modules:
            self._modules[name] = self.get_template(name).module
        return self._modules[name]

    @staticmethod
    def text(value: object) -> str:
        """`value` as it stands on a page."""
        if type(value) is Markup or (type(value) is str and not _SPECIAL(value)):
            return value
        return escape(value)


class _Checked(jinja2.BytecodeCache):
    """Takes a compiled template for what it is only if it came from the same source, words and program."""

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
