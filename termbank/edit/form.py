"""Forms of the preview that edit content files: fields from the schema, vocabularies and terms as choices."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Sequence
from enum import Enum
from html import escape
from pathlib import Path
from typing import Any, get_args, get_origin
from urllib.parse import parse_qs

from tornado.web import HTTPError

from termbank.content.key import Key
from termbank.content.model import Glossary, OwnPage, Record
from termbank.content.parser import parse
from termbank.content.schema import REFERENCES, VOCABULARY_FIELDS
from termbank.edit.changes import Change, Edit, EditError
from termbank.edit.fields import FrontEditor, styled
from termbank.edit.new import new_record
from termbank.preview.server import EDIT, Guarded
from termbank.text.rules import Severity
from termbank.text.source import Source, digest

STYLE = """\
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; }
label { display: block; font-weight: 600; margin-top: 1.25rem; }
small { display: block; }
input, select, textarea, button { box-sizing: border-box; font: inherit; min-height: 2.5rem; width: 100%; }
textarea { min-height: 5rem; }
#body { font-family: ui-monospace, monospace; min-height: 20rem; }
button { cursor: pointer; margin-top: 1.5rem; width: auto; padding: 0 1.5rem; }
pre { border-left: 4px solid; overflow-x: auto; padding: .75rem; white-space: pre-wrap; }
"""
_BODY = re.compile(r"\A\ufeff?---[ \t]*\n.*?^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_LINES = "one a line"


class _Form(Guarded):
    """A page with a form. Only it knows the token, so nothing else can make a browser send one."""

    def initialize(self, load: Callable[[], Glossary], content: Path, token: str) -> None:
        self.load, self.content, self.token = load, content, token

    def prepare(self) -> None:
        super().prepare()
        self.set_header("Cache-Control", "no-store")
        policy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        self.set_header("Content-Security-Policy", policy)
        self.set_header("Referrer-Policy", "same-origin")
        # A page of another site can make a browser send a form here. It knows no token, and browsers say where a form
        # came from; either is enough, and both are asked for.
        if self.request.method == "POST":
            origin = self.request.headers.get("Origin", "").lower()
            sent = parse_qs(self.request.body.decode("utf-8", "replace")).get("token", [""])[0]
            known = hmac.compare_digest(sent.encode(), self.token.encode())
            if origin != f"http://{self.request.host}".lower() or not known:
                raise HTTPError(403)

    def show(self, title: str, inner: str, action: str) -> None:
        """Answer with a page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="{EDIT}style.css">\n</head>\n<body>\n<main>\n'
            f'<h1>{escape(title)}</h1>\n<form method="post" action="{escape(action)}">\n'
            f'<input type="hidden" name="token" value="{self.token}">\n{inner}</form>\n</main>\n</body>\n</html>\n'
        )


class New(_Form):
    """Asks for the title of a new term or resource, and begins its file."""

    def get(self, kind: str, problem: str = "") -> None:
        """Answer with the form."""
        told = f'<pre role="alert">{escape(problem)}</pre>\n' if problem else ""
        field = '<label for="title">Title</label>\n<input id="title" name="title" required maxlength="200">\n'
        self.show(f"New {kind}", f"{told}{field}<button>Begin</button>\n", f"{EDIT}new/{kind}")

    def post(self, kind: Any) -> None:
        """Write the file, and go on to its own form."""
        try:
            change = new_record(self.load(), kind, self.get_body_argument("title", ""))
            change.apply(self.content)
        except EditError as error:
            self.get(kind, str(error))
            return
        self.redirect(f"{EDIT}{next(iter(change.created)).removesuffix('.md')}?begun=1", status=303)


class Edited(_Form):
    """Shows a record's fields and its text, and saves what was changed, and nothing else."""

    def get(self, kind: Any, slug: str) -> None:
        """Answer with the form."""
        glossary = self.load()
        record = self._record(glossary, kind, slug)
        self._show(glossary, record, self._source(record), [])

    def post(self, kind: Any, slug: str) -> None:
        """Save the file if it can be read afterwards; otherwise say what is wrong, with everything as it was typed."""
        glossary = self.load()
        record = self._record(glossary, kind, slug)
        source = self._source(record)
        # The same file is open in an editor and saved there: the older text must not win.
        if self.get_body_argument("digest", "") != digest(source.text.encode()):
            self._show(
                glossary,
                record,
                source,
                ["The file was changed elsewhere meanwhile: look at it, and edit again."],
            )
            return
        change = Change()
        change.edit(record.path, *self._edits(glossary, record, source))
        data = change.results(self.content)[record.path]
        found = parse(kind, record.slug, record.path, data, glossary.site.language)
        # What other files have to do with it, such as a term that is not there, the preview shows after the save.
        errors = [item for item in found.problems if item.severity is Severity.ERROR]
        if errors:
            told = [item.message + "".join(f"\n{hint}" for hint in item.hints) for item in errors]
            self._show(glossary, record, source, told, typed=True)
            return
        change.apply(self.content)
        # To the form and not to the page: that may be rendered a moment later.
        self.redirect(f"{EDIT}{kind}s/{slug}?saved=1", status=303)

    def _record(self, glossary: Glossary, kind: Any, slug: str) -> Record:
        record = glossary.get(Key(kind, slug))
        if record is None or isinstance(record, OwnPage):
            raise HTTPError(404)
        return record

    def _source(self, record: Record) -> Source:
        return Source.from_bytes(record.path, (self.content / record.path).read_bytes())

    def _edits(self, glossary: Glossary, record: Record, source: Source) -> list[Edit]:
        editor, edits = FrontEditor.of(record, source), []
        for name, is_list, _ in _fields(record):
            before = _values(record, name)
            sent = [" ".join(each.split()) for each in self.get_body_arguments(name)]
            now = (
                [
                    line
                    for each in self.get_body_arguments(name)
                    for line in map(str.strip, each.splitlines())
                    if line
                ]
                if is_list
                else list(filter(None, sent))
            )
            if now == before:
                continue
            if not is_list and now:
                edits.append(editor.set(name, now[0]))
            elif not now:
                edits.append(editor.remove_field(name))
            # A list is written anew where it stands; comments around it stay.
            elif name in editor.front.entries:
                lines = "".join(f"  - {styled(value)}\n" for value in now)
                edits.append(editor.remove_field(name)._replace(text=f"{name}:\n{lines}"))
            else:
                edits += editor.add(name, *now)
        start, text = _body(source)
        # Forms send line ends as Windows has them; the file keeps its own.
        body = self.get_body_argument("body", "", strip=False).replace("\r\n", "\n").strip()
        if body != text.strip():
            edits.append(Edit(start, len(source.text), f"\n{body}\n"))
        return edits

    def _show(
        self, glossary: Glossary, record: Record, source: Source, problems: Sequence[str], typed: bool = False
    ) -> None:
        told = "".join(f'<pre role="alert">{escape(each)}</pre>\n' for each in problems)
        page = f'<a href="/{record.key.kind}s/{record.slug}.html">Look at the page</a>'
        if self.get_query_argument("saved", "") and not problems:
            told += f'<p role="status">Saved. {page}</p>\n'
        inner = [told, f'<input type="hidden" name="digest" value="{digest(source.text.encode())}">\n']
        for name, is_list, description in _fields(record):
            values = self.get_body_arguments(name) if typed else _values(record, name)
            inner.append(_widget(glossary, record, name, is_list, description, values))
        text = self.get_body_argument("body", "", strip=False) if typed else _body(source)[1].strip()
        inner.append(
            f'<label for="body">Text</label>\n<textarea id="body" name="body">\n{escape(text)}</textarea>\n'
        )
        inner.append(f"<button>Save</button>\n<p>{page}</p>\n")
        self.show(f"Edit “{record.label}”", "".join(inner), f"{EDIT}{record.key.kind}s/{record.slug}")


class Sheet(Guarded):
    """The style sheet of the forms."""

    def get(self) -> None:
        """Answer with it."""
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish(STYLE)


def handlers(load: Callable[[], Glossary], content: Path, token: str) -> list[Any]:
    """The addresses of the forms. `load` gives the glossary as it is now; `token` is known to the forms alone."""
    given = {"load": load, "content": content, "token": token}
    return [
        (rf"{EDIT}style\.css", Sheet),
        (rf"{EDIT}new/(term|resource)", New, given),
        (rf"{EDIT}(term|resource)s/([^/]+)", Edited, given),
    ]


def _body(source: Source) -> tuple[int, str]:
    """Where the text of a file begins, and the text."""
    found = _BODY.match(source.text)
    start = found.end() if found else 0
    return start, source.text[start:]


def _fields(record: Record) -> list[tuple[str, bool, str]]:
    """The fields that a form can show: name, whether it is a list, and what it is for. Maps stay as they are."""
    shown = []
    for name, field in type(record.fields).model_fields.items():
        kinds = {field.annotation, *get_args(field.annotation)}
        is_list = get_origin(field.annotation) is tuple
        if (
            dict in {get_origin(kind) for kind in kinds}
            or bool in kinds
            or name in ("formerly", "exceptions", "autolink")
        ):
            continue
        shown.append((name, is_list, field.description or ""))
    return shown


def _values(record: Record, name: str) -> list[str]:
    """What the file says: nothing where a default stands in."""
    if name not in record.front.entries:
        return []
    # `status` is `working` in every file that does not say so: a form that sent it would write it there.
    value = getattr(record.fields, name)
    items = value if isinstance(value, tuple) else [value]
    return [str(each.value if isinstance(each, Enum) else each) for each in items if each is not None]


def _widget(
    glossary: Glossary, record: Record, name: str, is_list: bool, description: str, values: Sequence[str]
) -> str:
    kind = record.key.kind
    label = name.replace("_", " ").capitalize()
    help_text = escape(re.sub("[`*]", "", description))
    head = f'<label for="{name}">{label}</label>\n<small id="{name}-help">{help_text}</small>\n'
    named = f'id="{name}" name="{name}" aria-describedby="{name}-help"'
    choices: dict[str, str] = {}
    annotation = type(record.fields).model_fields[name].annotation
    states = [
        each
        for each in (annotation, *get_args(annotation))
        if isinstance(each, type) and issubclass(each, Enum)
    ]
    # By title, because nobody knows slugs by heart.
    if name in REFERENCES[kind]:
        choices = {term.slug: term.label for term in glossary.terms.values() if term is not record}
    elif name in VOCABULARY_FIELDS[kind]:
        choices = {value: each.label for value, each in glossary.site.vocabularies.get(name, {}).items()}
    elif states:
        choices = {str(each.value): str(each.value) for each in states[0]}
    if choices:
        # A value that is no choice, such as a slip, stays what it is until somebody takes it away.
        choices = {value: value for value in values} | choices
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if value in values else ""}>{escape(text)}</option>\n'
            for value, text in choices.items()
        )
        empty = "" if is_list else '<option value=""></option>\n'
        several = ' multiple size="6"' if is_list else ""
        return f"{head}<select {named}{several}>\n{empty}{options}</select>\n"
    if is_list:
        lines = escape("\n".join(values))
        return f'{head}<textarea {named} placeholder="{_LINES}">\n{lines}</textarea>\n'
    return f'{head}<input {named} value="{escape(values[0] if values else "")}">\n'
