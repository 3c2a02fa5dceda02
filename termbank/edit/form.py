"""Forms of the preview that edit content files, for people of this machine alone."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from tornado.web import HTTPError

from termbank.content.key import Key
from termbank.content.model import Glossary, OwnPage, Record
from termbank.content.parser import parse
from termbank.content.spans import setting_of
from termbank.edit.changes import Change, EditError
from termbank.edit.form_fields import FIRST, body_of, edits_of, fields_of, widget, written
from termbank.edit.new import new_record
from termbank.linking.references import Resolver
from termbank.preview.server import EDIT, Guarded
from termbank.text.diagnostics import Diagnostic
from termbank.text.markdown.html import HtmlOptions, to_html
from termbank.text.rules import Severity
from termbank.text.source import Source, digest

STYLE = """\
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; }
label, legend { display: block; font-weight: 600; margin-top: 1.25rem; padding: 0; }
.choice { font-weight: 400; margin: 0; min-height: 1.75rem; }
.choices { border: 1px solid; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr));
  max-height: 12rem; overflow: auto; padding: .5rem; resize: vertical; }
small { display: block; }
fieldset { border: 0; margin: 1.25rem 0 0; min-width: 0; padding: 0; }
input:not([type=checkbox]), select, textarea { box-sizing: border-box; font: inherit; min-height: 2.5rem; width: 100%; }
textarea { min-height: 5rem; }
#body { font-family: ui-monospace, monospace; min-height: 20rem; }
button { cursor: pointer; font: inherit; margin-top: 1.5rem; min-height: 2.5rem; padding: 0 1.5rem; }
summary { cursor: pointer; font-weight: 600; margin-top: 1.5rem; min-height: 1.75rem; }
pre { border-left: 4px solid; margin: .75rem 0; overflow-x: auto; padding: .75rem; white-space: pre-wrap; }
#live { border: 1px solid; margin-top: .5rem; overflow-x: auto; padding: 0 1rem; }
"""
SCRIPT = """\
"use strict";
// The text as readers will see it, and what is wrong with it, while somebody types.
const form = document.querySelector("form[data-check]");
if (form) {
  const live = document.getElementById("live");
  const told = document.getElementById("problems");
  document.getElementById("as-read").hidden = false;
  let waiting = 0;
  let asked = 0;
  const look = async () => {
    const number = ++asked;
    const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok || number !== asked) return;
    const said = await answer.json();
    live.innerHTML = said.html;
    told.textContent = said.problems.join("\\n\\n");
    told.hidden = !said.problems.length;
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 250);
  });
  look();
}
"""


class Latest:
    """The glossary that forms look at: read anew for each page, and kept while somebody types there."""

    def __init__(self, load: Callable[[], Glossary]) -> None:
        self.load, self._known = load, None

    def fresh(self) -> Glossary:
        """The glossary as its files are now."""
        self._known = self.load()
        return self._known

    def known(self) -> Glossary:
        """The glossary as it was when a form was last opened."""
        return self._known or self.fresh()

    _known: Glossary | None


class _Form(Guarded):
    """A page with a form. Only it knows the token, so nothing else can make a browser send one."""

    def initialize(self, latest: Latest, content: Path, token: str) -> None:
        self.latest, self.content, self.token = latest, content, token

    def prepare(self) -> None:
        super().prepare()
        self.set_header("Cache-Control", "no-store")
        policy = (
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        )
        self.set_header("Content-Security-Policy", policy)
        self.set_header("Referrer-Policy", "same-origin")
        # A page of another site can make a browser send a form here. It knows no token, and browsers say where a form
        # came from; either is enough, and both are asked for.
        if self.request.method == "POST":
            origin = self.request.headers.get("Origin", "").lower()
            known = hmac.compare_digest("".join(self.sent.get("token", [""])).encode(), self.token.encode())
            if origin != f"http://{self.request.host}".lower() or not known:
                raise HTTPError(403)

    @property
    def sent(self) -> dict[str, list[str]]:
        """What the form holds, by the names of its fields."""
        return parse_qs(self.request.body.decode("utf-8", "replace"))

    def show(self, title: str, inner: str, action: str, check: str = "") -> None:
        """Answer with a page. `check` is the address that looks at what is typed."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        checked = f' data-check="{escape(check)}"' if check else ""
        self.finish(
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="{EDIT}style.css">\n'
            f'<script src="{EDIT}live.js" defer></script>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n'
            f'<form method="post" action="{escape(action)}"{checked}>\n'
            f'<input type="hidden" name="token" value="{self.token}">\n{inner}</form>\n</main>\n</body>\n</html>\n'
        )

    def record(self, glossary: Glossary, kind: Any, slug: str) -> Record:
        """The record that an address names. Raises HTTPError where there is none."""
        record = glossary.get(Key(kind, slug))
        if record is None or isinstance(record, OwnPage):
            raise HTTPError(404)
        return record

    def source(self, record: Record) -> Source:
        """The record's file as it is now."""
        return Source.from_bytes(record.path, (self.content / record.path).read_bytes())

    def typed(self, glossary: Glossary, record: Record) -> tuple[Change, Record | None, list[Diagnostic]]:
        """The change that was sent, the record that it makes, and what is wrong with that in its own file."""
        change = Change()
        change.edit(record.path, *edits_of(glossary, record, self.source(record), self.sent))
        data = change.results(self.content)[record.path]
        setting = setting_of(glossary.site, glossary.site_front, record.key.kind)
        parsed = parse(record.key.kind, record.slug, record.path, data, glossary.site.language, setting)
        return change, parsed.record, list(parsed.problems)


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
            change = new_record(self.latest.fresh(), kind, self.get_body_argument("title", ""))
            change.apply(self.content)
        except EditError as error:
            self.get(kind, str(error))
            return
        self.redirect(f"{EDIT}{next(iter(change.created)).removesuffix('.md')}", status=303)


class Edited(_Form):
    """Shows a record's fields and its text, and saves what was changed, and nothing else."""

    def get(self, kind: Any, slug: str) -> None:
        """Answer with the form."""
        glossary = self.latest.fresh()
        self._show(glossary, self.record(glossary, kind, slug), [])

    def post(self, kind: Any, slug: str) -> None:
        """Save the file if it can be read afterwards; otherwise say what is wrong, with everything as it was typed."""
        glossary = self.latest.fresh()
        record = self.record(glossary, kind, slug)
        # The same file is open in an editor and saved there: the older text must not win.
        if "".join(self.sent.get("digest", ())) != digest(self.source(record).text.encode()):
            self._show(
                glossary, record, ["The file was changed elsewhere meanwhile: look at it, and edit again."]
            )
            return
        change, _, problems = self.typed(glossary, record)
        # What other files have to do with it, such as a title that is there twice, the preview shows after the save.
        if errors := [item for item in problems if item.severity is Severity.ERROR]:
            self._show(glossary, record, list(map(told, errors)), typed=True)
            return
        change.apply(self.content)
        # To the form and not to the page: that may be rendered a moment later.
        self.redirect(f"{EDIT}{kind}s/{slug}?saved=1", status=303)

    def _show(self, glossary: Glossary, record: Record, problems: Sequence[str], typed: bool = False) -> None:
        said = "".join(f'<pre role="alert">{escape(each)}</pre>\n' for each in problems)
        page = f'<a href="/{record.key.kind}s/{record.slug}.html">Look at the page</a>'
        if self.get_query_argument("saved", "") and not problems:
            said += f'<p role="status">Saved. {page}</p>\n'
        source, sent = self.source(record), self.sent
        usual: list[str] = []
        others: list[str] = []
        for field in fields_of(glossary, record):
            values = sent.get(field.name, []) if typed else written(record, field.name)
            (usual if values or field.name in FIRST else others).append(widget(field, values))
        text = "".join(sent.get("body", ())) if typed else body_of(source)[1].strip()
        inner = [
            f'{said}<input type="hidden" name="digest" value="{digest(source.text.encode())}">\n',
            *usual[:3],
            f'<label for="body">Text</label>\n<textarea id="body" name="body">\n{escape(text)}</textarea>\n',
            '<pre id="problems" role="status" hidden></pre>\n',
            '<details id="as-read" open hidden>\n<summary>As readers will see the text</summary>\n',
            '<div id="live"></div>\n</details>\n',
            *usual[3:],
            f"<details>\n<summary>More fields</summary>\n{''.join(others)}</details>\n",
            f"<button>Save</button>\n<p>{page}</p>\n",
        ]
        place = f"{record.key.kind}s/{record.slug}"
        self.show(f"Edit “{record.label}”", "".join(inner), f"{EDIT}{place}", f"{EDIT}check/{place}")


class Checked(_Form):
    """Says what is wrong with what is typed, and how the text will look; saves nothing."""

    def post(self, kind: Any, slug: str) -> None:
        """Answer with both, as JSON."""
        glossary = self.latest.known()
        _, record, problems = self.typed(glossary, self.record(glossary, kind, slug))
        html = ""
        if record:
            resolver = Resolver(glossary)
            resolver.targets(record)
            problems += resolver.problems
            # Links lead nowhere here: somebody who follows one would lose what they typed.
            shown = HtmlOptions(lambda _: ("#live", ""), lambda _: None, str, prefix=None, shift=1)
            html = to_html(record.body.parts, shown)
        self.finish(json.dumps({"problems": list(map(told, problems)), "html": html}))


class _Asset(Guarded):
    """The style sheet or the script of the forms."""

    def initialize(self, text: str, kind: str) -> None:
        self.text, self.kind = text, kind

    def get(self) -> None:
        """Answer with it."""
        self.set_header("Content-Type", f"{self.kind}; charset=utf-8")
        self.finish(self.text)


def told(item: Diagnostic) -> str:
    """A problem for people who see a form and no file."""
    return "\n".join([f"Line {item.span.line} of the file: {item.message}", *item.hints])


def handlers(load: Callable[[], Glossary], content: Path, token: str) -> list[Any]:
    """The addresses of the forms. `load` gives the glossary as it is now; `token` is known to the forms alone."""
    given = {"latest": Latest(load), "content": content, "token": token}
    return [
        (rf"{EDIT}style\.css", _Asset, {"text": STYLE, "kind": "text/css"}),
        (rf"{EDIT}live\.js", _Asset, {"text": SCRIPT, "kind": "text/javascript"}),
        (rf"{EDIT}new/(term|resource)", New, given),
        (rf"{EDIT}check/(term|resource)s/([^/]+)", Checked, given),
        (rf"{EDIT}(term|resource)s/([^/]+)", Edited, given),
    ]
