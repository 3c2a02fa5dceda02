"""`llms.txt`: the glossary in brief as Markdown, for language models and whoever gives them something to read.

The format is that of https://llmstxt.org: title, description, and lists of links with a note each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from termbank.content.citations import people
from termbank.content.routes import resource_path, term_path
from termbank.content.schema import Status
from termbank.exporters.file import File
from termbank.site.plan import Outline
from termbank.text.urls import license_name, path_to_url

PATH = "llms.txt"
_MARKUP = re.compile(r"([\\\[\]*_`<])")


def export(outline: Outline) -> Iterator[File]:
    """All terms in use with their summaries, and all resources with their authors."""
    glossary, base = outline.glossary, outline.base_url or ""
    site = glossary.site
    lines = [f"# {_text(site.title)}"]
    lines += [f"\n> {_text(site.description)}"] if site.description else []
    lines += [f"\nLicense: {_text(license_name(site.license))}"] if site.license else []

    # Whoever answers from the glossary should not answer with what it no longer says.
    terms = [term for term in glossary.terms.values() if term.fields.status is not Status.DEPRECATED]
    lines += [f"\n## {outline.say('nav_terms')}\n"] if terms else []
    for term in terms:
        names = ", ".join([term.label, *term.fields.abbreviations])
        lines.append(_entry(names, base + path_to_url(term_path(term.slug)), term.summary))
    lines += [f"\n## {outline.say('nav_resources')}\n"] if glossary.resources else []
    for resource in glossary.resources.values():
        imprint = [*people(resource.fields.author), str(resource.fields.year or "")]
        address = base + path_to_url(resource_path(resource.slug))
        lines.append(_entry(resource.label, address, ", ".join(filter(None, imprint))))
    yield File(PATH, ("\n".join(lines) + "\n").encode())


def _entry(name: str, address: str, note: str) -> str:
    return f"- [{_text(name)}]({address})" + (f": {_text(note)}" if note else "")


def _text(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
