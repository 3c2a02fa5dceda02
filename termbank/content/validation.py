"""Front matter against the declared fields: typed values, and a problem for everything wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from termbank.content.foreign_fields import hint
from termbank.content.schema import Fields, OwnTypes, ResourceFields, TermFields, extended, fields_inside
from termbank.text import yaml_nodes
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span
from termbank.text.suggest import did_you_mean, nearest, quote
from termbank.text.yaml_nodes import Scalar, plain


@dataclass
class Validation:
    """The values of front matter against the fields that are `declared`.

    `broken` names fields whose text could not be read; `owner` is what has the fields, for messages; from `slug`
    a title is made where none can be used. What is wrong is added to `problems` and left out. `own` are the fields
    that the site declares.
    """

    declared: type[Fields]
    root: yaml_nodes.Mapping
    broken: frozenset[str]
    owner: str
    slug: str = ""
    problems: list[Diagnostic] = field(default_factory=list)
    own: OwnTypes = ()

    def run(self) -> tuple[Fields, Mapping[str, Any]]:
        """The declared fields; and apart from them those that the site declares, and those that begin with `x_`."""
        builtin, self.declared = self.declared, extended(self.declared, self.own)
        data, extra = self._sorted()
        # The names that a site declares decide which vocabularies it may have, be the declarations right or wrong.
        written = self.root.entries.get("fields")
        context = plain(written[1]) if written and isinstance(written[1], yaml_nodes.Mapping) else None
        # `aliases: {a: b}` is left out as a whole, then `title` may turn out to be missing: what is left out can make
        # another fault visible, so the rest is validated again, a few times at most.
        for _ in range(10):
            try:
                fields = self.declared.model_validate(data, context=context)
                break
            except ValidationError as error:
                faults = error.errors(include_url=False)
            # `lable: Grades` is a label under another name: that the label is missing need not be said as well.
            for fault in sorted(faults, key=lambda fault: fault["type"] != "extra_forbidden"):
                self._report(fault)
            _leave_out(data, [fault["loc"] for fault in faults], self.slug)
        else:
            return builtin.model_construct(title=self.slug), extra
        if not self.own:
            return fields, extra
        # A field declared with a mistake has no type, and nothing is known of its values.
        own = {name: fields.__dict__[name] for name, kind in self.own if kind}
        known = {name: fields.__dict__[name] for name in builtin.model_fields}
        chosen = fields.model_fields_set & known.keys()
        values = {name: value for name, value in own.items() if value not in (None, ())}
        return builtin.model_construct(_fields_set=chosen, **known), {**values, **extra}

    def _sorted(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values of declared fields, and of the site's own."""
        data: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for name, (key, node) in self.root.entries.items():
            if declared := self.declared.model_fields.get(name):
                # `summary:` with nothing behind it is as good as no line; only of a title it is a slip.
                if declared.is_required() or not self._is_empty(name):
                    data[name] = plain(node)
            elif name.startswith("x_"):
                extra[name] = plain(node)
            else:
                free = [field for field in self.declared.model_fields if field not in self.root.entries]
                cure, field = hint(name, self.declared, frozenset(self.root.entries), self.slug)
                # `term: Rubric` is a title under another name: that the title is missing need not be said as well.
                self.broken |= {field}
                hints = (cure,) if cure else did_you_mean(name, free)
                if hints and not cure:
                    # `Title: Rubric` likewise.
                    self.broken |= {nearest(name, free, 1)[0]}
                declare = "declare a field of your own in site.yaml, or begin its name with `x_`"
                may = issubclass(self.declared, TermFields | ResourceFields)
                hints = hints or (declare if may else "a field of your own begins with `x_`",)
                self._add("unknown-field", f"{quote(name)} is not a field of {self.owner}", key.span, *hints)
        return data, extra

    def _report(self, fault: Any) -> None:
        path = [step for step in fault["loc"] if step != "[key]"]
        if fault["type"] == "missing":
            # A field that could not be read has been reported already.
            if self.broken.isdisjoint((str(path[0]), ".".join(map(str, path)))):
                place = self.root.place(*path)
                first = Span(place.path, place.line, place.column, place.start, place.start)
                name = ".".join(map(str, path))
                self._add("missing-field", f"`{name}` is missing", first, f"add `{path[-1]}: …`")
        elif len(path) == 1 and self._is_empty(str(path[0])):
            # An empty value has no width: show the name of the field instead.
            name = str(path[0])
            place = self.root.key_place(name)
            self._add("missing-field", f"`{name}` is empty", place, f"write `{name}: …`")
        elif fault["type"] == "extra_forbidden":
            self._report_inner(list(map(str, path)))
        else:
            self._report_value(fault, path)

    def _report_inner(self, path: list[str]) -> None:
        """A field that the value of a field does not have, as in the vocabularies of the site."""
        *holder, name = path
        declared = fields_inside(self.declared.model_fields[holder[0]].annotation)
        near = nearest(name, declared, 1)
        self.broken |= {".".join([*holder, *near])}
        hints = did_you_mean(name, declared) or (f"its fields are {', '.join(map(quote, declared))}",)
        message = f"{quote(name)} is not a field of {quote('.'.join(holder))}"
        self._add("unknown-field", message, self.root.key_place(*path), *hints)

    def _report_value(self, fault: Any, path: list[Any]) -> None:
        # What pydantic says by itself is in a programmer's words; ours bring their message along.
        context = fault.get("ctx", {})
        key = "[key]" in fault["loc"]
        span = self.root.key_place(*map(str, path)) if key else self.root.place(*path)
        label = ".".join(str(step) for step in path if isinstance(step, str))
        said, hints = context.get("message", fault["msg"]), context.get("hints", ())
        if fault["type"] == "model_type":
            # `assessment: Assessment` where the value's label and its description have lines of their own.
            text = fault["input"] if isinstance(fault["input"], str) and fault["input"].strip() else "…"
            said = "lines such as `label: …` belong here"
            hints = (f"write {quote(f'label: {text}')} on the next line, indented by two more spaces",)
        message = f"`{label}`: {said}"
        # Our own faults carry a code, as in `unknown-value`; pydantic's are about types.
        code = fault["type"] if "-" in fault["type"] else "wrong-type"
        self._add(code, message, span, *hints)

    def _is_empty(self, name: str) -> bool:
        node = self.root.entries[name][1]
        return isinstance(node, Scalar) and not node.text.strip()

    def _add(self, code: str, message: str, span: Span, *hints: str) -> None:
        self.problems.append(diagnostic(code, message, span, *hints))


def _leave_out(data: dict[str, Any], faults: list[tuple[Any, ...]], slug: str) -> None:
    """Take the faulty values out of `data`, so that the rest can be used; a title is made from the slug."""
    # From the end, so that the numbers of list items before stay right.
    for found in sorted(faults, key=lambda path: [str(step) for step in path], reverse=True):
        # A wrong name goes with what it names, and a field that is missing with what lacks it, not with all around.
        loc = found[:-1] if found[-1] == "[key]" else found
        holder: Any = data
        inside: list[tuple[Any, Any]] = []
        for step in loc:
            try:
                following = holder[step]
            except (KeyError, IndexError, TypeError):
                break
            inside.append((holder, step))
            holder = following
        if inside:
            holder, step = inside[-1]
            del holder[step]
    if slug and "title" not in data:
        data["title"] = slug.replace("-", " ")
