"""Fragments of contexts: what several pages show of a term, a resource or a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from termbank.content.citation_formats import FORMATS
from termbank.content.citation_styles import STYLES
from termbank.content.csl_item import CslItem, numbered
from termbank.content.key import Key
from termbank.content.model import Glossary, Record, Resource, Term
from termbank.content.routes import compare_path, record_path, resource_path, term_path
from termbank.content.schema import Status
from termbank.site.page import Context
from termbank.site.parts.body import Bodies
from termbank.site.parts.index import Index, Value
from termbank.text.urls import doi_to_url, eric_to_url, isbn_to_url, license_to_url, path_to_url

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
            handles = {
                "doi": doi_to_url(fields.doi) if fields.doi else "",
                "eric": eric_to_url(fields.eric) if fields.eric else "",
                "isbn": isbn_to_url(fields.isbn) if fields.isbn else "",
            }
            # A DOI outlives the address of a publisher's page, so it is what the title links to.
            href = handles["doi"] or fields.url or handles["eric"]
            self.known_resources[resource.slug] = {
                "title": fields.title,
                "url": path_to_url(resource_path(resource.slug)),
                "href": href,
                "host": urlsplit(href).netloc.removeprefix("www.") if href else None,
                "authors": list(fields.author),
                "editors": list(fields.editor),
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
                    {"key": key, "number": getattr(fields, key), "url": url}
                    for key, url in handles.items()
                    if url
                ],
                "language": fields.language,
                "archived_url": fields.archived_url,
                "checked": fields.checked.isoformat() if fields.checked else None,
            }
        html = self.bodies.whole(resource, root, here) if described else ""
        return self.known_resources[resource.slug] | {"html": html}

    def with_terms(self, resource: Resource, root: str) -> Context:
        """A resource in lists of the library, with the terms it serves."""
        terms = self.refs(self.glossary.links.terms[resource.slug])
        return self.resource(resource, root) | {"terms": terms}

    def suggest_url(self, term: Term) -> str | None:
        """Where readers can suggest a change of a term, if its repository is on GitHub."""
        # Other hosts have other addresses for a new issue, and a link that leads nowhere is worse than none.
        repository = self.glossary.site.repository
        if not repository or urlsplit(repository).netloc != "github.com":
            return None
        return f"{repository.rstrip('/')}/issues/new?title={percent_encode(term.label, safe='')}"

    def edit_url(self, record: Record) -> str | None:
        """Where the file of a record can be edited, if that is known."""
        template = self.glossary.site.edit_url
        return template.replace("{path}", path_to_url(record.path)) if template else None

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
        "styles": [{"name": name, "runs": [list(run) for run in style(work)]} for name, style in STYLES],
        "formats": [{"name": form.name, "text": form.write(work)} for form in FORMATS],
    }
