"""Definitions: a term must say something, in the language of its site."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.content.model import Glossary
from termbank.content.spans import span_of
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity
from termbank.text.scripts import languages_of, letters_by_script, scripts_of
from termbank.text.suggest import quote
from termbank.text.urls import slugify

EMPTY_DEFINITION = Rule(
    "empty-definition",
    "a term has neither summary nor definition",
    Severity.WARNING,
    why="""
        The term says nothing: it has no `summary`, and no text before the first heading. Cards and search
        results would have nothing to show.
        """,
    cure="""
        Write a sentence. A term that is not ready can have `status: draft`.
        """,
)
OTHER_SCRIPT = Rule(
    "other-script",
    "definitions in a script that the site's language does not use",
    Severity.WARNING,
    why="""
        Most letters of the definitions belong to a script in which the site's `language` is not written, such as
        Cyrillic letters where the language is English, which it is unless `site.yaml` says otherwise. Screen readers
        would read them out in the wrong language; plurals, the order of lists, and the words on buttons would not
        fit either. Words of other languages within definitions are no problem.
        """,
    cure="""
        Write the language of the definitions into `site.yaml`: `language: ru`.
        """,
)
RULES = (EMPTY_DEFINITION, OTHER_SCRIPT)

LEAST = 40
"""Letters by which a script can be judged."""
_SHARE = 5
"""Fewer letters than one in so many must fit before something is said: technical texts hold many foreign words."""
_SAMPLES = 1000
_LONGEST = 200

# Headings under which some glossaries keep their definitions, in every file.
_DEFINITION = frozenset(
    ["definition", "definitions", "definición", "définition", "definizione", "definição", "begriff"]
)
_DEFINITION |= {
    "description",
    "begriff",
    "bedeutung",
    "erklärung",
    "meaning",
    "overview",
    "summary",
    "what-is-it",
}


def check(glossary: Glossary) -> Iterator[Diagnostic]:
    """Terms with neither a summary nor a text to take one from."""
    for term in glossary.terms.values():
        sections = term.body.sections
        # The title of the first section is the second of all parts, so nothing stands before it.
        vanished = term.summary and not term.fields.summary and sections and sections[0].title[0] == 1
        # A file without front matter has a message of its own, and its heading is its title.
        if vanished and term.front.entries and slugify(sections[0].text) not in _DEFINITION:
            yield diagnostic(
                EMPTY_DEFINITION,
                "the text begins with a heading, so the term has no definition",
                span_of(term, "title"),
                f"write a sentence before the heading {quote(sections[0].text)}",
            )
        if not term.summary:
            yield diagnostic(
                EMPTY_DEFINITION,
                "the term has neither a `summary` nor a text",
                span_of(term, "title"),
                "write a sentence that says what it is",
            )
    yield from _scripts(glossary)


def _scripts(glossary: Glossary) -> Iterator[Diagnostic]:
    language, terms = glossary.site.language, [*glossary.terms.values()]
    expected = scripts_of(language)
    # Of a large glossary some definitions say enough, the same ones in every build.
    chosen = terms[:: len(terms) // _SAMPLES + 1]
    letters = letters_by_script(" ".join(term.summary[:_LONGEST] for term in chosen))
    count = letters.total()
    fitting = sum(letters[script] for script in expected)
    if not expected or count < LEAST or fitting * _SHARE >= count:
        return
    front, written = glossary.site_front, ", since `site.yaml` names none"
    if front and "language" in front.entries:
        place, written = front.place("language"), ""
        # `language: russian` is named already.
        if any(item.span == place for item in glossary.diagnostics):
            return
    else:
        odd = (term for term in chosen if not letters_by_script(term.summary).keys() & {*expected})
        place = span_of(next(odd, chosen[0]), "title")
    (most, number), *_ = letters.most_common(1)
    *others, last = (quote(f"language: {tag}") for tag in languages_of(letters) or ("…",))
    offered = f"{', '.join(others)} or {last}" if others else last
    yield diagnostic(
        OTHER_SCRIPT,
        f"the site's language is {quote(language)}{written}, but {number * 100 // count}% of the letters in its "
        f"definitions are {'Chinese' if most == 'CJK' else most.title()}",
        place,
        f"say in `site.yaml` which language they are in, such as {offered}",
    )
