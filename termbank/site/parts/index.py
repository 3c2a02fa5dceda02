"""The index of a glossary: orders, groups and counts, each derived once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from termbank.content.key import Key
from termbank.content.model import Backlink, Glossary, Meanings, OwnPage, Resource, Term
from termbank.content.routes import value_path
from termbank.text.collation import fold, index_letter, sort_key
from termbank.text.urls import path_to_url, slugify

# Colors of the theme; the thirteenth category has that of the first.
HUES = 12
# Items of a list on one page, after which it continues on others: names, terms with summaries, records with bodies.
LISTED = 100
MENTIONED = 12
ENTRIES = 500
BODIES = 200
# Mentions that a page quotes with their sentences; it names the others.
QUOTED = 6

_RTL = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"])
_ARTICLES = ("a ", "an ", "the ")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a vocabulary as pages use it."""

    value: str
    label: str
    description: str
    path: str
    hue: int | None
    number: int


@dataclass
class Index:
    """What follows from the records and their links alone."""

    glossary: Glossary
    known_neighbors: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def language(self) -> str:
        """The site's language."""
        return self.glossary.site.language

    @cached_property
    def rtl(self) -> bool:
        """Whether the site's language is written from right to left."""
        return self.language.split("-")[0] in _RTL

    @cached_property
    def terms(self) -> list[Term]:
        """All terms in alphabetical order."""

        def key(term: Term) -> tuple[Any, ...]:
            return (*sort_key(term.fields.sort_as or term.label, self.language), term.slug)

        # Two terms may sort alike; with the slug their order is the same on every machine.
        return sorted(self.glossary.terms.values(), key=key)

    @cached_property
    def resources(self) -> list[Resource]:
        """All resources by title, leading articles ignored."""

        def key(resource: Resource) -> tuple[Any, ...]:
            title = resource.label
            article = next((word for word in _ARTICLES if title.lower().startswith(word)), "")
            return (*sort_key(title[len(article) :], self.language), resource.slug)

        return sorted(self.glossary.resources.values(), key=key)

    @cached_property
    def own_pages(self) -> list[OwnPage]:
        """The site's own pages: those with a number in its order, then the others by title, without the home text."""

        def key(page: OwnPage) -> tuple[Any, ...]:
            order = page.fields.order
            return (order is None, order or 0, *sort_key(page.label, self.language), page.slug)

        return sorted((page for page in self.glossary.pages.values() if page.slug != "index"), key=key)

    @cached_property
    def meanings_of(self) -> dict[str, Meanings]:
        """What the title of a term means, by the term's slug; only titles that several terms have."""
        return {slug: found for found in self.glossary.links.meanings for slug in found.terms}

    @cached_property
    def weight(self) -> dict[str, int]:
        """How connected each term is: the number of its relations, mentions and resources."""
        links = self.glossary.links
        return {
            slug: len(links.related[slug])
            + len(links.narrower.get(slug, ()))
            + len(links.backlinks.get(term.key, ()))
            + len(links.resources.get(slug, ()))
            for slug, term in self.glossary.terms.items()
        }

    @cached_property
    def groups(self) -> dict[str, list[Term]]:
        """The terms by index letter."""
        groups: defaultdict[str, list[Term]] = defaultdict(list)
        for term in self.terms:
            groups[self.letters[term.slug]].append(term)
        return groups

    @cached_property
    def letters(self) -> dict[str, str]:
        """The letter under which the index lists each term."""
        return {
            term.slug: index_letter(term.fields.sort_as or term.label, self.language) for term in self.terms
        }

    def letter_url(self, letter: str) -> str:
        """Where the terms of a letter stand."""
        # The address of a letter changes when a glossary outgrows one page: nothing outside the site should link to it.
        if self.by_letter:
            return path_to_url(letter_path(letter))
        return f"terms/index.html#{path_to_url(letter_id(letter))}"

    @property
    def by_letter(self) -> bool:
        """Whether the terms are too many for one page, so that every letter has its own."""
        return len(self.terms) > ENTRIES

    def vocabulary(
        self, name: str, used: Iterable[str], colored: bool = False, folder: str | None = None
    ) -> list[Value]:
        """The values in use: declared ones in their order, others by label.

        The vocabulary of a field that the site declares has its pages in `folder`, or none where that is empty.
        """
        declared = self.glossary.site.vocabularies.get(name, {})
        present = set(used)
        # A declared vocabulary is closed, but `--allow unknown-value` lets other values in: they come last.
        order = [value for value in declared if value in present]
        order += sorted(present - set(declared), key=lambda value: (sort_key(value, self.language), value))
        # Numbered over all declared values: a category that gets its first term does not recolor the others.
        hues = {
            value: number % HUES
            for number, value in enumerate([*declared, *(v for v in order if v not in declared)])
        }
        return [
            Value(
                value,
                declared[value].label if value in declared else value,
                (declared[value].description or "") if value in declared else "",
                value_path(name, value, folder or "") if folder != "" else "",
                hues[value] if colored else None,
                number,
            )
            for number, value in enumerate(order)
        ]

    @cached_property
    def categories(self) -> list[Value]:
        """The categories in use."""
        used = (term.fields.category for term in self.terms if term.fields.category)
        return self.vocabulary("category", used, colored=True)

    @cached_property
    def principles(self) -> list[Value]:
        """The principles in use."""
        used = (value for term in self.terms for value in term.fields.principles)
        return self.vocabulary("principles", used)

    @cached_property
    def types(self) -> list[Value]:
        """The types of resources in use."""
        used = (value for resource in self.resources for value in resource.fields.resource_type)
        return self.vocabulary("resource_type", used)

    @cached_property
    def organizations(self) -> list[Value]:
        """The kinds of organizations in use."""
        used = (value for resource in self.resources for value in resource.fields.organization_type)
        return self.vocabulary("organization_type", used)

    @cached_property
    def own(self) -> dict[tuple[str, str], dict[str, Value]]:
        """The values in use of the vocabularies that the site declares, by kind of record and field."""
        found = {}
        records: tuple[tuple[str, Sequence[Term | Resource]], ...] = (
            ("term", self.terms),
            ("resource", self.resources),
        )
        for kind, those in records:
            declared = self.glossary.site.own(kind)
            for name, folder in self.glossary.site.vocabulary_fields(kind).items() if declared else ():
                if name in declared:
                    used = (value for record in those for value in record.extra.get(name, ()))
                    values = self.vocabulary(name, used, folder=folder)
                    found[kind, name] = {value.value: value for value in values}
        return found

    @cached_property
    def category_of(self) -> dict[str, Value]:
        """The categories by the name that terms give."""
        return {value.value: value for value in self.categories}

    @cached_property
    def named(self) -> dict[str, dict[str, Value]]:
        """The values of each vocabulary by name: an open one may have thousands, so nothing looks through them."""
        used = {
            "principles": self.principles,
            "resource_type": self.types,
            "organization_type": self.organizations,
        }
        return {name: {value.value: value for value in values} for name, values in used.items()}

    def _in_order(self, vocabulary: str, names: Iterable[str]) -> list[Value]:
        found = {self.named[vocabulary][name] for name in names}
        return sorted(found, key=lambda value: value.number) if len(found) > 1 else list(found)

    def principles_of(self, term: Term) -> list[Value]:
        """The principles of a term, in the order of the vocabulary."""
        return self._in_order("principles", term.fields.principles)

    def types_of(self, resource: Resource) -> list[Value]:
        """The types of a resource, in the order of the vocabulary."""
        return self._in_order("resource_type", resource.fields.resource_type)

    def organizations_of(self, resource: Resource) -> list[Value]:
        """The kinds of organizations behind a resource, in the order of the vocabulary."""
        return self._in_order("organization_type", resource.fields.organization_type)

    @cached_property
    def terms_with(self) -> dict[str, list[Term]]:
        """The terms of each category and principle, and of each value of the site's own, by the path of its page."""
        found: defaultdict[str, list[Term]] = defaultdict(list)
        for term in self.terms:
            if category := self.category_of.get(term.fields.category or ""):
                found[category.path].append(term)
            for value in self.principles_of(term):
                found[value.path].append(term)
            for (kind, name), values in self.own.items():
                for each in term.extra.get(name, ()) if kind == "term" else ():
                    if values[each].path:
                        found[values[each].path].append(term)
        return found

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many terms stand on the page of each category and principle, by the page's path."""
        return {path: len(terms) for path, terms in self.terms_with.items()}

    def by_title(self, slugs: Iterable[str]) -> list[Resource]:
        """These resources, each once, in the order of the library."""
        numbers = sorted({self.place[slug] for slug in slugs})
        return [self.resources[number] for number in numbers]

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each resource in the library."""
        return {resource.slug: number for number, resource in enumerate(self.resources)}

    @cached_property
    def position(self) -> dict[str, int]:
        """The position of each term in alphabetical order."""
        return {term.slug: number for number, term in enumerate(self.terms)}

    def resources_of(self, slug: str) -> list[Resource]:
        """The resources of a term: first those that can be opened, and of these by declared type, then by title."""
        return sorted(
            self.by_title(self.glossary.links.resources.get(slug, ())), key=lambda item: self._uses[item.slug]
        )

    @cached_property
    def _uses(self) -> dict[str, tuple[bool, int]]:
        """How soon each resource is of use: whether it cannot be opened, and the place of its type.

        A reader who wants to learn more can open the first at once; the others have to be found in a library. Among
        them the site says what comes first: a teacher looks for a film or a form before a meta-analysis.
        """
        types = self.glossary.site.vocabularies.get("resource_type", {})
        ranks, last = {name: rank for rank, name in enumerate(types)}, len(types)
        return {
            item.slug: (
                not (item.fields.url or item.fields.doi or item.fields.eric),
                min((ranks.get(name, last) for name in item.fields.resource_type), default=last),
            )
            for item in self.resources
        }

    @cached_property
    def tells_access(self) -> bool:
        """Whether any resource says what readers need to open it."""
        return any(resource.fields.access for resource in self.resources)

    def access_of(self, resource: Resource) -> str:
        """What readers need to open a resource: a value of `Access` or `unknown`; empty where no resource says more."""
        access = resource.fields.access
        return access.value if access else "unknown" if self.tells_access else ""

    def used_in(self, term: Term, most: int | None = None) -> list[Backlink]:
        """Mentions of a term, without those by resources that its page lists anyway; at most `most`."""
        # A resource that serves the term and also mentions it would stand on its page twice.
        listed = {Key("resource", slug) for slug in self.glossary.links.resources.get(term.slug, ())}
        mentions = self.glossary.links.backlinks.get(term.key, ())
        return [*islice((mention for mention in mentions if mention.source not in listed), most)]

    def long_lists(self, term: Term) -> dict[str, list[Key]]:
        """The whole lists of which the page of `term` shows only the beginning: a term may have 3,000 mentions."""
        links = self.glossary.links
        # Most terms have no long list, and sorting mentions costs: their number decides before they are looked at.
        lists: dict[str, list[Key]] = {
            kind: [Key("term", slug) for slug in slugs]
            for kind, slugs in (
                ("broader", links.broader[term.slug]),
                ("narrower", links.narrower.get(term.slug, ())),
                ("related", links.related[term.slug]),
            )
            if len(slugs) > LISTED
        }
        if len(links.backlinks.get(term.key, ())) > MENTIONED:
            lists["used_in"] = [mention.source for mention in self.used_in(term)]
        if len(links.resources.get(term.slug, ())) > LISTED:
            lists["resources"] = [resource.key for resource in self.resources_of(term.slug)]
        # Of 13 mentions some may be by resources that the page lists anyway, so the rest may fit after all.
        return {kind: keys for kind, keys in lists.items() if kind != "used_in" or len(keys) > MENTIONED}

    def cited_in(self, resource: Resource, most: int | None = None) -> list[Backlink]:
        """Mentions of a work in prose, terms before resources; at most `most`."""
        return [*islice(self.glossary.links.backlinks.get(resource.key, ()), most)]

    @cached_property
    def works_cited(self) -> dict[Key, list[Resource]]:
        """The works that the prose of each record cites or links to, by title."""
        found: defaultdict[Key, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            for mention in self.cited_in(resource):
                found[mention.source].append(resource)
        return found

    @cached_property
    def role_of(self) -> dict[str, str]:
        """Role by heading, in the form that spelling variants share."""
        return {
            fold(heading): name
            for name, role in self.glossary.roles.items()
            for heading in (role.label, *role.headings)
        }

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs that are often confused, each once, in alphabetical order."""
        return [
            (term.slug, other)
            for term in self.terms
            for other in self.glossary.links.confused.get(term.slug, {})
            if self.position[term.slug] < self.position[other]
        ]

    def neighbors(self, slug: str) -> frozenset[str]:
        """The terms that are related to one, or broader or narrower."""
        # Asked for both terms of each pair that is compared: a term in fifty pairs would be gathered fifty times.
        if slug not in self.known_neighbors:
            links = self.glossary.links
            around = (*links.related[slug], *links.broader[slug], *links.narrower.get(slug, ()))
            self.known_neighbors[slug] = frozenset(around)
        return self.known_neighbors[slug]

    @cached_property
    def items(self) -> dict[str, list[tuple[Term, int]]]:
        """The sections of each role in use, by number: roles in their order, terms in alphabetical order."""
        items: dict[str, list[tuple[Term, int]]] = {role: [] for role in self.glossary.roles}
        for term in self.terms:
            for number, section in enumerate(term.body.sections):
                if role := self.role_of.get(fold(section.text)):
                    items[role].append((term, number))
        return {role: found for role, found in items.items() if found}

    @cached_property
    def holders(self) -> dict[str, int]:
        """The number of terms that have sections of each role."""
        return {role: len({term.slug for term, _ in found}) for role, found in self.items.items()}


def letter_path(letter: str) -> str:
    """The page of a letter, in a folder where no term has its page: none has the slug `index`."""
    return f"terms/index/{slugify(letter) or 'symbols'}.html"


def letter_id(letter: str) -> str:
    """The id of a letter on the page of the index."""
    return f"letter-{slugify(letter) or 'symbols'}"
