"""Fragments of contexts: what several pages show of a term, a resource or a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import Any

from termbank.content.citation_formats import FORMATS
from termbank.content.citation_styles import STYLES, Run, apa
from termbank.content.citations import ShortForm, item_of, people, short_forms
from termbank.content.csl_item import CslItem, numbered
from termbank.content.key import Key
from termbank.content.model import Backlink, Glossary, Record, Resource, Term
from termbank.content.routes import compare_path, record_path, resource_path, term_path
from termbank.content.schema import FieldType, Shown, Status
from termbank.linking.relations import sentence_of
from termbank.site.page import Context
from termbank.site.parts.actions import actions, search
from termbank.site.parts.body import Bodies
from termbank.site.parts.index import Index, Value
from termbank.text.collation import sort_key
from termbank.text.sentences import first_sentence
from termbank.text.urls import license_to_url, path_to_url

SIBLINGS = 60


@dataclass
class Fragments:
    """Makes fragments. Those that stand on many pages are made once and shared: nobody may change them.

    A term's title is edited: at the next build its `ref` differs, so the context of every page that links to the term
    differs, and with it the page's cache key. No list of such pages is needed.
    """

    index: Index
    bodies: Bodies
    counts: Mapping[str, int]
    known_refs: dict[str, Context] = field(default_factory=dict)
    known_values: dict[str, Context] = field(default_factory=dict)
    known_resources: dict[str, Context] = field(default_factory=dict)
    known_references: dict[str, Context] = field(default_factory=dict)

    @property
    def glossary(self) -> Glossary:
        """The glossary."""
        return self.index.glossary

    def siblings(self, values: Sequence[Value], current: Value) -> list[Context]:
        """A value with its neighbors: of a long vocabulary, only those around it."""
        # An open vocabulary may have thousands of values, and every page of a value lists its neighbors.
        first = min(max(values.index(current) - SIBLINGS // 2, 0), max(len(values) - SIBLINGS, 0))
        return [self.value(value) for value in values[first : first + SIBLINGS]]

    def value(self, value: Value) -> Context:
        """A value of a vocabulary."""
        if value.path not in self.known_values:
            self.known_values[value.path] = {
                "value": value.value,
                "label": value.label,
                "description": value.description,
                "brief": first_sentence(value.description),
                "url": path_to_url(value.path),
                "hue": value.hue,
                "count": self.counts.get(value.path, 0),
            }
        return self.known_values[value.path]

    def category(self, term: Term) -> Context | None:
        """The category of a term, if it has one."""
        value = self.index.category_of.get(term.fields.category or "")
        return self.value(value) if value else None

    def ref(self, term: Term) -> Context:
        """A term as links to it show it."""
        if term.slug not in self.known_refs:
            category = self.index.category_of.get(term.fields.category or "")
            self.known_refs[term.slug] = {
                "title": term.fields.title,
                "qualifier": term.fields.qualifier,
                "url": path_to_url(term_path(term.slug)),
                "hue": category.hue if category else None,
                "deprecated": term.fields.status is Status.DEPRECATED,
                "abbreviations": list(term.fields.abbreviations),
            }
        return self.known_refs[term.slug]

    def listed(self, term: Term) -> Context:
        """A term in lists that also say what it means."""
        # The filter above a list looks through these too, so that "rubrik" leaves the term in place.
        found_by = [*term.fields.aliases, *term.fields.hidden_aliases]
        return self.ref(term) | {"summary": term.summary, "found_by": found_by}

    def refs(self, slugs: Iterable[str]) -> list[Context]:
        """These terms, as links to them show them."""
        return [self.ref(self.glossary.terms[slug]) for slug in slugs]

    def resource(self, resource: Resource, root: str, here: str = "", described: bool = True) -> Context:
        """A resource in a list, with its description if `described`; `here` is the term whose page has the list."""
        if resource.slug not in self.known_resources:
            fields = resource.fields
            known = actions(resource, self.bodies.say)
            self.known_resources[resource.slug] = {
                "title": fields.title,
                "url": path_to_url(resource_path(resource.slug)),
                # What opens the work; where nothing is known, a search for it.
                "opens": bool(known),
                "actions": [link._asdict() for link in known or [search(resource, self.bodies.say)]],
                "authors": people(fields.author),
                "editors": people(fields.editor),
                "types": [self.value(value) for value in self.index.types_of(resource)],
                "published_in": fields.published_in,
                "number": numbered(fields.volume, fields.issue),
                "publisher": fields.publisher,
                "organizations": [self.value(value) for value in self.index.organizations_of(resource)],
                "year": fields.year,
                "access": self.index.access_of(resource),
                "license": fields.license,
                "license_url": license_to_url(fields.license) if fields.license else None,
                "handles": [
                    {"key": key, "number": number}
                    for key, number in (("doi", fields.doi), ("eric", fields.eric), ("isbn", fields.isbn))
                    if number
                ],
                "language": fields.language,
                "archived_url": fields.archived_url,
                "checked": fields.checked.isoformat() if fields.checked else None,
                "own": self.own(resource, lists=True),
            }
        html = self.bodies.whole(resource, root, here) if described else ""
        return self.known_resources[resource.slug] | {"html": html}

    def own(self, record: Term | Resource, lists: bool = False) -> list[Context]:
        """The fields that the site declares, as rows with a label; only those for `lists`, or all for the page."""
        kind, rows = record.key.kind, []
        for name, declared in self.glossary.site.own(kind).items():
            value = record.extra.get(name)
            if value is None or declared.show is Shown.NONE or (lists and declared.show is not Shown.LISTS):
                continue
            if declared.type is FieldType.VOCABULARY:
                known = self.index.own[kind, name]
                order = sorted((known[each] for each in value), key=lambda each: each.number)
                shown = [(each.label, path_to_url(each.path) if each.path else None) for each in order]
            else:
                shown = [(str(each), None) for each in (value if isinstance(value, tuple) else (value,))]
            values = [{"label": label, "url": url} for label, url in shown]
            rows.append({"key": name, "label": declared.label, "type": declared.type.value, "values": values})
        return rows

    def with_terms(self, resource: Resource, root: str) -> Context:
        """A resource in lists of the library, with the terms it serves."""
        terms = self.refs(self.glossary.links.terms[resource.slug])
        return self.resource(resource, root) | {"terms": terms}

    def pair(self, pair: tuple[str, str]) -> Context:
        """Two terms that are often confused."""
        first, second = (self.glossary.terms[slug] for slug in pair)
        return {
            "a": self.ref(first),
            "b": self.ref(second),
            "sentence": self.glossary.links.confused[first.slug][second.slug][0],
            "url": path_to_url(compare_path(*pair)),
        }

    def record_ref(self, key: Key) -> Context:
        """A term or resource in lists that hold both."""
        if key.kind == "term":
            return self.ref(self.glossary.terms[key.slug])
        return {
            "title": self.glossary.resources[key.slug].label,
            "qualifier": None,
            "url": path_to_url(resource_path(key.slug)),
            "hue": None,
            "deprecated": False,
        }

    def mention(self, mention: Backlink, quoted: bool) -> Context:
        """A mention of a record in the prose of another one, with its sentence if `quoted`."""
        source = self.glossary.get(mention.source)
        assert source is not None
        before, match, after = sentence_of(self.glossary, mention) if quoted else ("", "", "")
        return {
            "url": path_to_url(record_path(*mention.source)),
            "title": source.label,
            "kind": mention.source.kind,
            "before": before,
            "match": match,
            "after": after,
        }

    def references(self, record: Record) -> list[Context]:
        """The works that the prose of `record` cites, as a list of references has them."""
        # A reader who meets "Bloom, 1984" looks for a name and a year.
        works = self.index.works_cited.get(record.key, [])
        names = [(sort_key(str(self.short_forms[work.slug]), self.index.language), work) for work in works]
        return [self._reference(work) for _, work in sorted(names, key=itemgetter(0))]

    @cached_property
    def short_forms(self) -> dict[str, ShortForm]:
        """How prose names each work: by author and year, in the form that lists of references sort by."""
        return short_forms(self.glossary.resources)

    def _reference(self, resource: Resource) -> Context:
        """A work in the style of APA, cut at its title, which leads to the work's page."""
        if resource.slug not in self.known_references:
            # Its page has the addresses. A mark tells the title from an author or publisher of the same name; a full
            # stop may come between its last letter and its last quotation mark.
            title = resource.fields.title
            runs = apa(replace(item_of(resource), title=f"\0{title}", url="", doi="", archived=""))
            number = next(n for n, run in enumerate(runs) if "\0" in run.text)
            before, _, behind = runs[number].text.partition("\0")
            length = len(title.removesuffix("”"))
            self.known_references[resource.slug] = {
                "url": path_to_url(resource_path(resource.slug)),
                "before": _runs((*runs[:number], Run(before))),
                "title": behind[:length],
                "italic": runs[number].italic,
                "after": _runs((Run(behind[length:], runs[number].italic), *runs[number + 1 :])),
            }
        return self.known_references[resource.slug]

    def pointers(self, slugs: Iterable[str]) -> list[Context]:
        """The titles and addresses of these terms."""
        return [self.pointer(Key("term", slug)) for slug in slugs]

    def pointer(self, key: Key) -> Context:
        """The title and address of a record, all that long lists show."""
        record = self.glossary.get(key)
        assert record is not None
        return {"title": record.label, "url": path_to_url(record_path(*key))}


def cited(work: CslItem) -> Context:
    """How a work is cited: in styles, as runs of text that may be italic, and for programs."""
    return {
        "styles": [{"name": name, "runs": _runs(style(work))} for name, style in STYLES],
        "formats": [{"name": form.name, "text": form.write(work)} for form in FORMATS],
    }


def _runs(runs: Iterable[Run]) -> list[list[Any]]:
    return [list(run) for run in runs if run.text]
