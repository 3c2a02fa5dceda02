"""The pages of the site: for each its address, its template, and all that it is told."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from markdown_it.common.utils import escapeHtml

from termbank import __version__, concept
from termbank.alphabet import index_letter, letters, sort_key
from termbank.atlas import WHOLE, Atlas, Sheet, regions
from termbank.changes import Chronicle, Feed
from termbank.citations import STYLES, Work, bibtex, csl, entry_of, work_of
from termbank.downloads import offered
from termbank.health import examine
from termbank.history import NO_HISTORY, History
from termbank.linker import sentence_of
from termbank.listings import Part, split
from termbank.markdown import Rendering, Section, to_html
from termbank.model import (
    Backlink,
    Glossary,
    Key,
    Record,
    Resource,
    Role,
    Status,
    Target,
    Term,
    ValueFields,
    values_of,
)
from termbank.urls import (
    changes_path,
    compare_path,
    feed_path,
    path_to_url,
    resource_path,
    root_of,
    slugify,
    term_path,
    tips_path,
    value_path,
    wordings_path,
)

Inputs = dict[str, Any]
Say = Callable[..., str]
Slice = tuple[int, int | None]

HUES = 12
FEW = 5
EXAMPLES = 3
DESCRIBED = 4
QUOTED = 6
# Where lists go on, on pages of their own: names, terms with their summaries, records with their bodies.
LISTED = 100
ENTRIES = 500
BODIES = 200
SIBLINGS = 60
ALL: Slice = (0, None)
PAIRS_AT_HOME = 6
# The lists of the health page go on no longer than anybody works through.
MOST = 200
HEALTH = "about/health.html"
DATA = "about/data.html"

_RTL = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"])
# The classes of links in bodies, by what they lead to.
_LINK_CLASS = MappingProxyType({"term": "term", "resource": "work"})
_ARTICLES = ("a ", "an ", "the ")


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `path` is its file below the site's root; `tell` makes what it is told.

    `embeds` names the records of whose bodies HTML or a sentence stands on the page. Of all other records a page
    shows only what their fields, first paragraphs and links say: an edit of nothing else in a body reaches the
    pages that embed it, and no others.
    """

    path: str
    template: str
    tell: Callable[[], Inputs] = field(repr=False, compare=False)
    canonical: str | None = None
    noindex: bool = False
    embeds: tuple[Key, ...] = ()

    @property
    def inputs(self) -> Inputs:
        """All that the page is told, JSON-able; made each time it is asked for, and not to be changed."""
        return self.tell()

    @property
    def url(self) -> str:
        """The page's address from the site's root."""
        return path_to_url(self.path)


@dataclass(frozen=True, slots=True)
class Plan:
    """All pages of a site, what every page is told of the site, and the content's files that pages show.

    `hues` are the numbers of the categories' colors, by category; `values`, those in use of each vocabulary, in
    order; `shelf`, the resources in the order of the library; `feeds`, what readers can follow; `history`,
    what they were made from.
    """

    site: Inputs
    pages: tuple[Page, ...]
    media: tuple[str, ...]
    hues: Mapping[str, int]
    values: Mapping[str, Sequence[Value]]
    shelf: Sequence[Resource]
    feeds: tuple[Feed, ...]
    history: History


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a vocabulary as pages use it."""

    value: str
    label: str
    description: str
    path: str
    hue: int | None


def plan(glossary: Glossary, say: Say, base_url: str | None = None, history: History = NO_HISTORY) -> Plan:
    """The pages of `glossary`, whose past is `history`. Pure.

    `say` gives the words of the interface; `base_url` overrides the site's. Of two pages that claim one address
    only the first is planned: the check of addresses names both.
    """
    address = base_url or glossary.site.base_url
    planner = _Planner(glossary, say, f"{address.rstrip('/')}/" if address else None, history)
    pages: dict[str, Page] = {}
    for page in planner.pages():
        pages.setdefault(page.path.casefold(), page)
    written = glossary.links.written.values()
    media = sorted({target.file for targets in written for target in targets if target and target.file})
    hues = {value.value: value.hue for value in planner.categories if value.hue is not None}
    values = {
        "category": planner.categories,
        "principles": planner.principles,
        "resource_type": planner.types,
        "organization_type": planner.organizations,
    }
    return Plan(
        planner.site,
        tuple(pages.values()),
        tuple(media),
        hues,
        values,
        planner.resources,
        planner.feeds,
        history,
    )


@dataclass
class _Planner:
    """Turns records and links into inputs. Everything here is derived; nothing is read or written."""

    glossary: Glossary
    say: Say
    base_url: str | None
    history: History
    # What stands on many pages is made once.
    bodies: dict[tuple[Key, str, str], str] = field(default_factory=dict)
    known_refs: dict[str, Inputs] = field(default_factory=dict)
    known_values: dict[str, Inputs] = field(default_factory=dict)
    known_neighbors: dict[str, frozenset[str]] = field(default_factory=dict)
    known_tags: dict[tuple[str, str], str] = field(default_factory=dict)
    last_tags: tuple[tuple[Key, str, str] | None, dict[int, list[tuple[int, str]]]] = field(
        default_factory=lambda: (None, {})
    )
    known_works: dict[str, Inputs] = field(default_factory=dict)

    def pages(self) -> Iterator[Page]:
        """Every page, in the order of DESIGN's list of addresses."""
        yield self._home()
        yield self._terms_index()
        yield from self._letter_pages()
        for term in self.terms:
            yield self._term(term)
            yield from self._rest_of_lists(term)
        yield from self._redirects()
        for value in self.categories:
            yield from self._category(value)
        for value in self.principles:
            yield from self._principle(value)
        yield from self._comparisons()
        yield from self._tips()
        yield from self._maps()
        if self.resources:
            yield from self._library()
            yield from self._facets()
            yield from self._resources()
        yield from self._changes()
        yield from self._everything()
        yield self._health()
        yield self._page(DATA, "data.html", self.say("data"), self._data_inputs)
        yield self._page("search.html", "search.html", self.say("search"), dict, noindex=True)
        yield self._not_found()

    # --- what is derived once ---

    @cached_property
    def language(self) -> str:
        return self.glossary.site.language

    @cached_property
    def rtl(self) -> bool:
        return self.language.split("-")[0] in _RTL

    @cached_property
    def terms(self) -> list[Term]:
        """All terms in the order of the alphabet."""
        return sorted(self.glossary.terms.values(), key=self._term_key)

    def _term_key(self, term: Term) -> tuple[Any, ...]:
        return (*sort_key(term.fields.sort_as or term.label, self.language), term.slug)

    @cached_property
    def resources(self) -> list[Resource]:
        """All resources by title, leading articles passed over."""
        return sorted(self.glossary.resources.values(), key=self._resource_key)

    def _resource_key(self, resource: Resource) -> tuple[Any, ...]:
        title = resource.label
        article = next((word for word in _ARTICLES if title.lower().startswith(word)), "")
        return (*sort_key(title[len(article) :], self.language), resource.slug)

    @cached_property
    def weight(self) -> dict[str, int]:
        """How much hangs on each term: its relations, mentions and resources."""
        links = self.glossary.links
        return {
            slug: len(links.related[slug])
            + len(links.narrower.get(slug, ()))
            + len(links.backlinks.get(term.key, ()))
            + len(links.resources.get(slug, ()))
            for slug, term in self.glossary.terms.items()
        }

    @cached_property
    def site(self) -> Inputs:
        """What every page is told of the site."""
        fields = self.glossary.site
        return {
            "title": fields.title,
            "description": fields.description,
            "language": fields.language,
            "dir": "rtl" if self.rtl else "ltr",
            "base_url": self.base_url,
            "repository": fields.repository,
            "data": DATA,
            "health": HEALTH if fields.health else None,
            "map": WHOLE if self.atlas else None,
            "changes": changes_path() if self.chronicle.events else None,
            "nav": self.nav,
            "letters": self._letters(),
            "generator": f"Termbank {__version__}",
        }

    @cached_property
    def nav(self) -> list[Inputs]:
        return list(self._nav())

    @cached_property
    def nav_urls(self) -> frozenset[str]:
        """The pages that the navigation leads to."""
        return frozenset(entry["url"] for entry in self.nav)

    def _nav(self) -> Iterator[Inputs]:
        yield {"key": "terms", "label_key": "nav_terms", "url": "terms/index.html"}
        if self.resources:
            yield {"key": "resources", "label_key": "nav_resources", "url": "resources/index.html"}
        if self.pairs:
            yield {"key": "compare", "label_key": "nav_compare", "url": "compare/index.html"}
        for role in [*self.items][:1]:
            yield {"key": "tips", "label_key": "nav_tips", "url": path_to_url(tips_path(role))}

    @cached_property
    def groups(self) -> dict[str, list[Term]]:
        """The terms by index letter."""
        groups: defaultdict[str, list[Term]] = defaultdict(list)
        for term in self.terms:
            groups[self._letter(term)].append(term)
        return groups

    def _letter(self, term: Term) -> str:
        return index_letter(term.fields.sort_as or term.label, self.language)

    def _letters(self) -> list[Inputs]:
        return [
            {
                "letter": letter,
                "url": self._letter_url(letter) if letter in self.groups else None,
                "count": len(self.groups.get(letter, ())),
            }
            for letter in letters(set(self.groups), self.language)
        ]

    def _letter_url(self, letter: str) -> str:
        if self.by_letter:
            return path_to_url(_letter_path(letter))
        return f"terms/index.html#{path_to_url(_letter_id(letter))}"

    @property
    def by_letter(self) -> bool:
        """Whether the terms are too many for one page, so that every letter has its own."""
        return len(self.terms) > ENTRIES

    # --- vocabularies ---

    def _values(self, name: str, used: Iterable[str], colored: bool = False) -> list[Value]:
        """The values in use: declared ones in their order, others by label."""
        declared: Mapping[str, ValueFields] = getattr(self.glossary.site.vocabularies, name) or {}
        present = set(used)
        order = [value for value in declared if value in present]
        order += sorted(present - set(declared), key=lambda value: (sort_key(value, self.language), value))
        hues = {
            value: number % HUES
            for number, value in enumerate([*declared, *(v for v in order if v not in declared)])
        }
        return [
            Value(
                value,
                declared[value].label if value in declared else value,
                (declared[value].description or "") if value in declared else "",
                value_path(name, value),
                hues[value] if colored else None,
            )
            for value in order
        ]

    @cached_property
    def categories(self) -> list[Value]:
        used = (term.fields.category for term in self.terms if term.fields.category)
        return self._values("category", used, colored=True)

    @cached_property
    def principles(self) -> list[Value]:
        used = (value for term in self.terms for value in term.fields.principles)
        return self._values("principles", used)

    @cached_property
    def types(self) -> list[Value]:
        used = (value for resource in self.resources for value in resource.fields.resource_type)
        return self._values("resource_type", used)

    @cached_property
    def organizations(self) -> list[Value]:
        used = (value for resource in self.resources for value in resource.fields.organization_type)
        return self._values("organization_type", used)

    @cached_property
    def category_of(self) -> dict[str, Value]:
        return {value.value: value for value in self.categories}

    @cached_property
    def terms_with(self) -> dict[str, list[Term]]:
        """The terms of each category and principle, by the path of the value's page."""
        found: defaultdict[str, list[Term]] = defaultdict(list)
        for term in self.terms:
            for value in self._of(self.categories, [term.fields.category]) + self._of(
                self.principles, term.fields.principles
            ):
                found[value.path].append(term)
        return found

    @cached_property
    def resources_with(self) -> dict[str, list[Resource]]:
        """The resources of each type and kind of organization, by the path of the value's page."""
        found: defaultdict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            for value in self._of(self.types, resource.fields.resource_type) + self._of(
                self.organizations, resource.fields.organization_type
            ):
                found[value.path].append(resource)
        return found

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many terms or resources stand on each value's page, by the page's path."""
        groups: dict[str, Sequence[Record]] = {**self.terms_with, **self.resources_with}
        return {path: len(records) for path, records in groups.items()}

    def _of(self, values: Sequence[Value], wanted: Iterable[str | None]) -> list[Value]:
        names = set(wanted)
        return [value for value in values if value.value in names]

    def _siblings(self, values: Sequence[Value], current: Value) -> list[Inputs]:
        """The values beside one; of many, those around it."""
        first = min(max(values.index(current) - SIBLINGS // 2, 0), max(len(values) - SIBLINGS, 0))
        return [self._value(value) for value in values[first : first + SIBLINGS]]

    def _value(self, value: Value) -> Inputs:
        if value.path not in self.known_values:
            self.known_values[value.path] = {
                "value": value.value,
                "label": value.label,
                "description": value.description,
                "url": path_to_url(value.path),
                "hue": value.hue,
                "count": self.counts[value.path],
            }
        return self.known_values[value.path]

    def _category_value(self, term: Term) -> Inputs | None:
        value = self.category_of.get(term.fields.category or "")
        return self._value(value) if value else None

    # --- pieces that several pages show ---

    def _ref(self, term: Term) -> Inputs:
        if term.slug not in self.known_refs:
            self.known_refs[term.slug] = self._new_ref(term)
        return self.known_refs[term.slug]

    def _new_ref(self, term: Term) -> Inputs:
        category = self.category_of.get(term.fields.category or "")
        return {
            "title": term.fields.title,
            "qualifier": term.fields.qualifier,
            "url": path_to_url(term_path(term.slug)),
            "hue": category.hue if category else None,
            "deprecated": term.fields.status is Status.DEPRECATED,
            "abbreviations": list(term.fields.abbreviations),
        }

    def _listed(self, term: Term) -> Inputs:
        """A term as lists show it that say what it means."""
        found_by = [*term.fields.aliases, *term.fields.hidden_aliases]
        return self._ref(term) | {"summary": term.summary, "found_by": found_by}

    def _refs(self, slugs: Iterable[str]) -> list[Inputs]:
        return [self._ref(self.glossary.terms[slug]) for slug in slugs]

    def _resource_inputs(
        self, resource: Resource, root: str, here: str = "", described: bool = True
    ) -> Inputs:
        if resource.slug not in self.known_works:
            self.known_works[resource.slug] = self._imprint(resource)
        html = self._whole_body(resource, root, here) if described else ""
        return self.known_works[resource.slug] | {"html": html}

    def _with_terms(self, resource: Resource, root: str) -> Inputs:
        """A resource as it stands in lists of the library, which say what it is good for."""
        terms = self._refs(self.glossary.links.terms[resource.slug])
        return self._resource_inputs(resource, root) | {"terms": terms}

    def _imprint(self, resource: Resource) -> Inputs:
        """What is said of a resource wherever it stands."""
        fields = resource.fields
        href = f"https://doi.org/{path_to_url(fields.doi)}" if fields.doi else fields.url
        return {
            "title": fields.title,
            "url": path_to_url(resource_path(resource.slug)),
            "href": href,
            "host": urlsplit(href).netloc.removeprefix("www.") if href else None,
            "authors": list(fields.author),
            "types": [self._value(value) for value in self._of(self.types, fields.resource_type)],
            "publisher": fields.publisher,
            "organizations": [
                self._value(value) for value in self._of(self.organizations, fields.organization_type)
            ],
            "year": fields.year,
            "access": fields.access.value if fields.access else None,
            "language": fields.language,
            "doi": fields.doi,
            "archived_url": fields.archived_url,
            "checked": fields.checked.isoformat() if fields.checked else None,
        }

    def _by_title(self, slugs: Iterable[str]) -> list[Resource]:
        """These resources, each once, in the order of the library."""
        numbers = sorted({self.place[slug] for slug in slugs})
        return [self.resources[number] for number in numbers]

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each resource in the library."""
        return {resource.slug: number for number, resource in enumerate(self.resources)}

    def _whole_body(self, record: Record, root: str, here: str = "") -> str:
        """A body as it stands on pages that are not its own: headings one level down, ids left out.

        On the page of the term `here`, it does not link to that page by itself.
        """
        if not any(link.target == here for link in self.glossary.links.automatic[record.key]):
            here = ""
        if (record.key, root, here) not in self.bodies:
            html = self._html(record, ALL, root, own=False, shift=1, here=here)
            self.bodies[record.key, root, here] = html
        return self.bodies[record.key, root, here]

    def _html(
        self, record: Record, span: Slice, root: str, own: bool = True, shift: int = 0, here: str = ""
    ) -> str:
        """HTML of a slice of a record's parts, on its own page or on another one."""
        return to_html(
            record.body.parts,
            Rendering(
                link=lambda index: self._link(record, index, root, own),
                image=lambda index: self._image(record, index, root),
                word=self.say,
                prefix="" if own else None,
                home="" if own else root + path_to_url(_path_of(record.key)),
                shift=shift,
                automatic=self._automatic(record, root, here),
            ),
            *span,
        ).strip()

    def _automatic(self, record: Record, root: str, here: str) -> dict[int, list[tuple[int, str]]]:
        """The tags of a body's automatic links, by part; those to `here` are left out."""
        asked = (record.key, root, here)
        # The slices of one body are asked for one after the other.
        if self.last_tags[0] != asked:
            self.last_tags = asked, self._tags(record, root, here)
        return self.last_tags[1]

    def _tags(self, record: Record, root: str, here: str) -> dict[int, list[tuple[int, str]]]:
        tags: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        for link in self.glossary.links.automatic[record.key]:
            if link.target != here:
                tags[link.first].append((link.offset, self._opening_tag(link.target, root)))
                tags[link.last].append((link.end, "</a>"))
        return tags

    def _opening_tag(self, slug: str, root: str) -> str:
        if (slug, root) not in self.known_tags:
            href = escapeHtml(root + path_to_url(term_path(slug)))
            self.known_tags[slug, root] = f'<a class="term auto" href="{href}">'
        return self.known_tags[slug, root]

    def _target(self, record: Record, index: int) -> Target | None:
        return self.glossary.links.written[record.key][index]

    def _link(self, record: Record, index: int, root: str, own: bool) -> tuple[str, str] | None:
        target = self._target(record, index)
        if target is None:
            return None
        if target.key is None:
            return target.href or f"{root}media/{path_to_url(target.file)}", ""
        anchor = f"#{path_to_url(target.anchor)}" if target.anchor else ""
        if own and target.key == record.key and anchor:
            return anchor, ""
        return root + path_to_url(_path_of(target.key)) + anchor, _LINK_CLASS[target.key.kind]

    def _image(self, record: Record, index: int, root: str) -> str | None:
        target = self._target(record, index)
        if target is None:
            return None
        return target.href or f"{root}media/{path_to_url(target.file)}"

    # --- pages ---

    def _page(  # noqa: PLR0913, PLR0917  every page says of itself what it needs
        self,
        path: str,
        template: str,
        title: str | None,
        inputs: Callable[[], Inputs],
        description: str | None = None,
        nav: str | None = None,
        hue: int | None = None,
        letter: str | None = None,
        noindex: bool = False,
        canonical: str | None = None,
        embeds: Iterable[Key] = (),
    ) -> Page:
        address = self._canonical(canonical or path)

        def tell() -> Inputs:
            site = self.glossary.site.title
            page = {
                "url": path_to_url(path),
                "kind": template.removesuffix(".html"),
                "title": self.say("page_title", title=title, site=site) if title else site,
                "description": description or None,
                "canonical": address,
                "nav": nav,
                "feeds": [{"title": feed.title, "url": feed.path} for feed in self.feeds_of.get(path, ())],
                "in_nav": path_to_url(path) in self.nav_urls,
                "hue": hue,
                "letter": letter,
                "noindex": noindex,
            }
            return {"root": root_of(path), "page": page, **inputs()}

        return Page(path, template, tell, address, noindex, tuple(embeds))

    def _canonical(self, path: str) -> str | None:
        if not self.base_url:
            return None
        return self.base_url + path_to_url(path.removesuffix("index.html"))

    def _home(self) -> Page:
        description = self.glossary.site.description
        return self._page("index.html", "home.html", None, self._home_inputs, description=description)

    def _home_inputs(self) -> Inputs:
        ranked = sorted(self.terms, key=lambda term: -self.weight[term.slug])
        living = [term for term in ranked if term.fields.status is not Status.DEPRECATED]
        examples = [term for term in living if _initials(term.fields.title) in term.fields.abbreviations][:1]
        examples += [term for term in living if term not in examples][: EXAMPLES - len(examples)]
        weighty: defaultdict[str | None, list[Term]] = defaultdict(list)
        for term in living:
            weighty[term.fields.category].append(term)
        return {
            "counts": {"terms": len(self.terms), "resources": len(self.resources)},
            "examples": [self._ref(term) for term in examples],
            "categories": [
                self._value(value) | {"terms": [self._ref(term) for term in weighty[value.value][:FEW]]}
                for value in self.categories
            ],
            "principles": [self._value(value) for value in self.principles],
            "pairs": self._weightiest_pairs(),
            "pairs_url": "compare/index.html" if len(self.pairs) > PAIRS_AT_HOME else None,
            "resource_types": [self._value(value) for value in self.types],
            "lately": self.chronicle.lately(),
        }

    def _weightiest_pairs(self) -> list[Inputs]:
        """The pairs on whose terms most hangs, each term at most once."""
        chosen: list[tuple[str, str]] = []
        for pair in sorted(self.pairs, key=lambda pair: -(self.weight[pair[0]] + self.weight[pair[1]])):
            if len(chosen) < PAIRS_AT_HOME and not any(slug in other for other in chosen for slug in pair):
                chosen.append(pair)
        return [self._pair(pair) for pair in chosen]

    def _terms_index(self) -> Page:
        title = self.say("terms_a_to_z")
        return self._page("terms/index.html", "terms.html", title, self._terms_index_inputs, nav="terms")

    def _terms_index_inputs(self) -> Inputs:
        groups = [
            {
                "letter": letter,
                "id": _letter_id(letter),
                "url": self._letter_url(letter),
                "count": len(self.groups[letter]),
                "first": self._ref(self.groups[letter][0]),
                "last": self._ref(self.groups[letter][-1]),
                "terms": [] if self.by_letter else [self._listed(term) for term in self.groups[letter]],
            }
            for letter in letters(set(self.groups), self.language)
            if letter in self.groups
        ]
        return {"groups": groups, "total": len(self.terms), "by_letter": self.by_letter}

    def _letter_pages(self) -> Iterator[Page]:
        for letter, terms in self.groups.items() if self.by_letter else ():
            for part in split(_letter_path(letter), terms, ENTRIES):
                title = self._part_title(self.say("terms_of_letter", letter=letter), part)
                inputs = partial(self._letter_inputs, letter, part)
                yield self._page(part.path, "letter.html", title, inputs, nav="terms", letter=letter)

    def _letter_inputs(self, letter: str, part: Part[Term]) -> Inputs:
        return {
            "letter": letter,
            "total": len(self.groups[letter]),
            "terms": [self._listed(term) for term in part.items],
            "parts": part.links(),
        }

    def _part_title(self, title: str, part: Part[Any]) -> str:
        if part.count == 1:
            return title
        return self.say("part_title", title=title, number=part.number, count=part.count)

    def _term(self, term: Term) -> Page:
        category = self.category_of.get(term.fields.category or "")
        return self._page(
            term_path(term.slug),
            "term.html",
            term.label,
            partial(self._term_inputs, term),
            description=term.summary,
            nav="terms",
            hue=category.hue if category else None,
            letter=self._letter(term),
            noindex=term.fields.status in (Status.DEPRECATED, Status.DRAFT),
            embeds=(
                term.key,
                *(item.key for item in self._term_resources(term.slug)[:DESCRIBED]),
                *(mention.source for mention in self._used_in(term)[:QUOTED]),
            ),
        )

    @cached_property
    def position(self) -> dict[str, int]:
        return {term.slug: number for number, term in enumerate(self.terms)}

    def _term_inputs(self, term: Term) -> Inputs:
        number = self.position[term.slug]
        neighbors = {
            "previous": self._ref(self.terms[number - 1]) if number else None,
            "next": self._ref(self.terms[number + 1]) if number + 1 < len(self.terms) else None,
        }
        return {"term": self._entry(term, root_of(term_path(term.slug))) | neighbors}

    def _entry(self, term: Term, root: str) -> Inputs:
        """What the page of a term says of it."""
        fields, body, links = term.fields, term.body, self.glossary.links
        lead = self._html(term, (0, body.sentence or body.lead), root)
        rest = self._html(term, (body.sentence or body.lead, body.definition), root)
        if body.sentence:
            lead, rest = f"{lead}</p>", f"<p>{rest}"
        if not lead and not rest and fields.summary:
            lead = f"<p>{escapeHtml(fields.summary)}</p>"
        tips, sections = self._sections(term, root)
        return {
            "slug": term.slug,
            "title": fields.title,
            "qualifier": fields.qualifier,
            "abbreviations": list(fields.abbreviations),
            "aliases": list(fields.aliases),
            "status": fields.status.value,
            "reviewed": fields.reviewed.isoformat() if fields.reviewed else None,
            "category": self._category_value(term),
            "principles": [self._value(value) for value in self._of(self.principles, fields.principles)],
            "lead_html": lead,
            "rest_html": rest,
            "confused": [
                {
                    "term": self._ref(self.glossary.terms[other]),
                    "sentence": sentences[0],
                    "url": path_to_url(compare_path(term.slug, other)),
                }
                for other, sentences in links.confused.get(term.slug, {}).items()
            ],
            "tips": tips,
            "sections": sections,
            "notes_html": self._html(term, (body.notes, None), root),
            "resources": [
                self._resource_inputs(resource, root, term.slug, described=number < DESCRIBED)
                for number, resource in enumerate(self._term_resources(term.slug)[:LISTED])
            ],
            "more": {
                kind: {"url": path_to_url(_list_path(term, kind)), "count": len(keys)}
                for kind, keys in self._long_lists(term).items()
            },
            **self._relations(term, root),
            "used_in": [
                self._mention(mention, quoted=number < QUOTED)
                for number, mention in enumerate(self._used_in(term)[:LISTED])
            ],
            "replaced_by": self._refs(slug for slug in fields.replaced_by if slug in self.glossary.terms),
            "same_as": list(fields.same_as),
            "edit_url": self._edit_url(term),
            "suggest_url": self._suggest_url(term),
            "life": self.chronicle.life(term.key),
            "cite": _cited(entry_of(term, self.glossary.site.title, self._canonical(term_path(term.slug)))),
            "extra": dict(term.extra),
        }

    def _relations(self, term: Term, root: str) -> Inputs:
        """The terms around one term as lists and as a drawing."""
        links = self.glossary.links
        lists = {
            "broader": self._refs(links.broader[term.slug]),
            "narrower": self._refs(links.narrower.get(term.slug, ())),
            "related": self._refs(links.related[term.slug]),
        }
        drawing = concept.draw(concept.Relations(term.label, **lists), root, self.map_setting)
        place = self.atlas.places[term.slug] if self.atlas and drawing else None
        shown = {name: refs[:LISTED] for name, refs in lists.items()}
        return shown | {"map_html": drawing, "map_url": place}

    @cached_property
    def map_setting(self) -> concept.Setting:
        broader, narrower = self.say("broader_terms"), self.say("narrower_terms")
        return concept.Setting(broader, narrower, lambda count: self.say("and_more", n=count), self.rtl)

    def _term_resources(self, slug: str) -> list[Resource]:
        """The resources of a term: those that can be opened first."""
        listed = self._by_title(self.glossary.links.resources.get(slug, ()))
        return sorted(listed, key=lambda item: not (item.fields.url or item.fields.doi))

    def _long_lists(self, term: Term) -> dict[str, list[Key]]:
        """The lists that the page of a term only begins, whole."""
        links = self.glossary.links
        lists: dict[str, list[Key]] = {
            kind: [Key("term", slug) for slug in slugs]
            for kind, slugs in (
                ("broader", links.broader[term.slug]),
                ("narrower", links.narrower.get(term.slug, ())),
                ("related", links.related[term.slug]),
            )
            if len(slugs) > LISTED
        }
        if len(links.backlinks.get(term.key, ())) > LISTED:
            lists["used_in"] = [mention.source for mention in self._used_in(term)]
        if len(links.resources.get(term.slug, ())) > LISTED:
            lists["resources"] = [resource.key for resource in self._term_resources(term.slug)]
        return {kind: keys for kind, keys in lists.items() if len(keys) > LISTED}

    def _rest_of_lists(self, term: Term) -> Iterator[Page]:
        for kind, keys in self._long_lists(term).items():
            label = self.say(_LIST_WORDS[kind])
            for part in split(_list_path(term, kind), keys, ENTRIES):
                title = self._part_title(self.say("list_title", title=term.label, list=label), part)
                inputs = partial(self._rest_inputs, term, label, len(keys), part)
                yield self._page(part.path, "list.html", title, inputs, nav="terms", noindex=True)

    def _rest_inputs(self, term: Term, label: str, total: int, part: Part[Key]) -> Inputs:
        return {
            "term": self._ref(term),
            "label": label,
            "total": total,
            "items": [self._pointer(key) for key in part.items],
            "parts": part.links(),
        }

    def _used_in(self, term: Term) -> list[Backlink]:
        """Who mentions a term, without the resources that its page lists already."""
        listed = {Key("resource", slug) for slug in self.glossary.links.resources.get(term.slug, ())}
        mentions = self.glossary.links.backlinks.get(term.key, ())
        return [mention for mention in mentions if mention.source not in listed]

    def _mention(self, mention: Backlink, quoted: bool) -> Inputs:
        source = self.glossary.get(mention.source)
        assert source is not None
        before, match, after = sentence_of(self.glossary, mention) if quoted else ("", "", "")
        return {
            "url": path_to_url(_path_of(mention.source)),
            "title": source.label,
            "kind": mention.source.kind,
            "before": before,
            "match": match,
            "after": after,
        }

    def _sections(self, term: Term, root: str) -> tuple[list[Inputs], list[Inputs]]:
        """The sections that belong to a role, and the others."""
        tips: list[Inputs] = []
        others: list[Inputs] = []
        for section in term.body.sections:
            html = self._html(term, section.content, root)
            role = self.role_of.get(_fold(section.text))
            if role:
                url = path_to_url(tips_path(role))
                label = self.glossary.roles[role].label
                tips.append(
                    {"id": section.id, "title": section.text, "html": html, "url": url, "label": label}
                )
            else:
                title = self._html(term, section.title, root)
                others.append({"id": section.id, "title_html": title, "html": html})
        return tips, others

    @cached_property
    def role_of(self) -> dict[str, str]:
        """Role by heading, in the form that spelling variants share."""
        return {
            _fold(heading): name
            for name, role in self.glossary.roles.items()
            for heading in (role.label, *role.headings)
        }

    def _edit_url(self, record: Record) -> str | None:
        template = self.glossary.site.edit_url
        return template.replace("{path}", path_to_url(record.path)) if template else None

    def _suggest_url(self, term: Term) -> str | None:
        repository = self.glossary.site.repository
        if not repository or urlsplit(repository).netloc != "github.com":
            return None
        return f"{repository.rstrip('/')}/issues/new?title={percent_encode(term.label, safe='')}"

    def _redirects(self) -> Iterator[Page]:
        for term in self.terms:
            for old in term.fields.formerly:
                target = term_path(term.slug)
                inputs = {"target": {"title": term.label, "url": path_to_url(target)}}
                yield self._page(
                    term_path(old), "redirect.html", self.say("moved_title"), partial(dict, inputs),
                    noindex=True, canonical=target,
                )  # fmt: skip

    def _category(self, value: Value) -> Iterator[Page]:
        for part in split(value.path, self.terms_with[value.path], ENTRIES):
            yield self._page(
                part.path,
                "category.html",
                self._part_title(value.label, part),
                partial(self._category_inputs, value, part),
                description=value.description,
                nav="terms",
                hue=value.hue,
            )

    def _category_inputs(self, value: Value, part: Part[Term]) -> Inputs:
        return {
            "category": self._value(value),
            "terms": [self._listed(term) for term in part.items],
            "siblings": self._siblings(self.categories, value),
            "parts": part.links(),
        }

    def _principle(self, value: Value) -> Iterator[Page]:
        terms = self.terms_with[value.path]
        slugs = (slug for term in terms for slug in self.glossary.links.resources.get(term.slug, ()))
        both: list[Record] = [*terms, *self._by_title(slugs)]
        for part in split(value.path, both, ENTRIES):
            yield self._page(
                part.path,
                "principle.html",
                self._part_title(value.label, part),
                partial(self._principle_inputs, value, part),
                description=value.description,
                nav="terms",
            )

    def _principle_inputs(self, value: Value, part: Part[Record]) -> Inputs:
        root = root_of(part.path)
        return {
            "principle": self._value(value),
            "terms": [self._listed(term) for term in part.items if isinstance(term, Term)],
            # Their descriptions stand on the terms' pages and in the library.
            "resources": [
                self._resource_inputs(resource, root, described=False)
                for resource in part.items
                if isinstance(resource, Resource)
            ],
            "siblings": self._siblings(self.principles, value),
            "parts": part.links(),
        }

    # --- comparisons ---

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs that are often confused, each once, in the order of the alphabet."""
        return [
            (term.slug, other)
            for term in self.terms
            for other in self.glossary.links.confused.get(term.slug, {})
            if self.position[term.slug] < self.position[other]
        ]

    def _pair(self, pair: tuple[str, str]) -> Inputs:
        first, second = (self.glossary.terms[slug] for slug in pair)
        return {
            "a": self._ref(first),
            "b": self._ref(second),
            "sentence": self.glossary.links.confused[first.slug][second.slug][0],
            "url": path_to_url(compare_path(*pair)),
        }

    def _comparisons(self) -> Iterator[Page]:
        if self.pairs:
            for part in split("compare/index.html", self.pairs, ENTRIES):
                title = self._part_title(self.say("often_confused"), part)
                yield self._page(
                    part.path, "pairs.html", title, partial(self._pairs_inputs, part), nav="compare"
                )
        yield from (self._comparison(pair) for pair in self.pairs)

    def _pairs_inputs(self, part: Part[tuple[str, str]]) -> Inputs:
        return {"pairs": [self._pair(pair) for pair in part.items], "parts": part.links()}

    def _comparison(self, pair: tuple[str, str]) -> Page:
        first, second = (self.glossary.terms[slug] for slug in pair)
        return self._page(
            compare_path(*pair),
            "compare.html",
            self.say("compare_title", a=first.label, b=second.label),
            partial(self._comparison_inputs, first, second),
            description=self.glossary.links.confused[first.slug][second.slug][0],
            nav="compare",
            embeds=(first.key, second.key),
        )

    def _comparison_inputs(self, first: Term, second: Term) -> Inputs:
        root = root_of(compare_path(first.slug, second.slug))
        shared = self._neighbors(first.slug) & self._neighbors(second.slug)
        return {
            "a": self._side(first, root),
            "b": self._side(second, root),
            "sentences": list(self.glossary.links.confused[first.slug][second.slug]),
            "shared": self._refs(sorted(shared, key=self.position.__getitem__)),
        }

    def _neighbors(self, slug: str) -> frozenset[str]:
        if slug not in self.known_neighbors:
            links = self.glossary.links
            around = (*links.related[slug], *links.broader[slug], *links.narrower.get(slug, ()))
            self.known_neighbors[slug] = frozenset(around)
        return self.known_neighbors[slug]

    def _side(self, term: Term, root: str) -> Inputs:
        definition = (
            self._html(term, (0, term.body.definition), root, own=False, shift=2)
            or f"<p>{escapeHtml(term.summary)}</p>"
        )
        return {
            "ref": self._ref(term),
            "category": self._category_value(term),
            "principles": [self._value(value) for value in self._of(self.principles, term.fields.principles)],
            "definition_html": definition,
            "tips": [
                {"title": section.text, "html": self._tip(term, section, root)}
                for section in term.body.sections
                if _fold(section.text) in self.role_of
            ],
            # Side by side they are named only.
            "resources": [
                self._resource_inputs(resource, root, described=False)
                for resource in self._by_title(self.glossary.links.resources.get(term.slug, ()))[:LISTED]
            ],
            "aliases": list(term.fields.aliases),
        }

    # --- tips ---

    def _tip(self, term: Term, section: Section, root: str) -> str:
        return self._html(term, section.content, root, own=False, shift=2)

    @cached_property
    def items(self) -> dict[str, list[tuple[Term, Section]]]:
        """The sections that belong to each role in use, in the order of the roles and of the alphabet."""
        items: dict[str, list[tuple[Term, Section]]] = {role: [] for role in self.glossary.roles}
        for term in self.terms:
            for section in term.body.sections:
                if role := self.role_of.get(_fold(section.text)):
                    items[role].append((term, section))
        return {role: found for role, found in items.items() if found}

    def _tips(self) -> Iterator[Page]:
        for name in self.items:
            role = self.glossary.roles[name]
            for part in split(tips_path(name), self._by_category(name), BODIES):
                yield self._page(
                    part.path,
                    "tips.html",
                    self._part_title(role.label, part),
                    partial(self._tips_inputs, name, role, part),
                    description=role.description,
                    nav="tips",
                    embeds=dict.fromkeys(term.key for term, _ in part.items),
                )

    def _by_category(self, role: str) -> list[tuple[Term, Section]]:
        """The sections of a role by category, those of terms without one last."""
        order = {value.value: number for number, value in enumerate(self.categories)}
        return sorted(self.items[role], key=lambda item: order.get(item[0].fields.category or "", len(order)))

    def _tips_inputs(self, name: str, role: Role, part: Part[tuple[Term, Section]]) -> Inputs:
        root = root_of(part.path)
        groups: dict[str | None, Inputs] = {}
        for term, section in part.items:
            group = groups.setdefault(
                term.fields.category or None, {"category": self._category_value(term), "items": []}
            )
            group["items"].append({"term": self._ref(term), "html": self._tip(term, section, root)})
        return {
            "role": {
                "value": name,
                "label": role.label,
                "description": role.description or "",
                "checklist": role.checklist,
            },
            "roles": [
                {
                    "value": other,
                    "label": self.glossary.roles[other].label,
                    "url": path_to_url(tips_path(other)),
                }
                for other in self.items
            ],
            "groups": [*groups.values()],
            "total": len({term.slug for term, _ in self.items[name]}),
            "parts": part.links(),
        }

    # --- maps ---

    @cached_property
    def atlas(self) -> Atlas | None:
        """The maps of the bank; None where no term is related to another."""
        links = self.glossary.links
        if not (any(links.related.values()) or links.narrower):
            return None
        categories = [
            (value.value, value.label, path_to_url(value.path), value.hue) for value in self.categories
        ]
        return Atlas(regions(self.terms, categories, self.say("no_category")), links, self.weight, self.rtl)

    def _maps(self) -> Iterator[Page]:
        if self.atlas:
            yield from (self._map(self.atlas, sheet) for sheet in self.atlas.sheets())

    def _map(self, atlas: Atlas, sheet: Sheet) -> Page:
        region = sheet.region
        title = self.say("map_of", label=region.label) if region else self.say("map_title")
        if sheet.number > 1:
            title = self.say("part", title=title, n=sheet.number)
        hue = region.hue if region else None
        return self._page(
            sheet.path, "map.html", title, lambda: atlas.inputs(sheet) | {"title": title}, hue=hue
        )

    # --- resources ---

    def _facet_inputs(self, current: Value | None = None) -> list[Inputs]:
        return [
            {
                "key": key,
                "label_key": f"facet_{key}",
                "values": self._siblings(values, current if current in values else values[0]),
            }
            for key, values in (("type", self.types), ("organization", self.organizations))
            if values
        ]

    def _library(self) -> Iterator[Page]:
        for part in split("resources/index.html", self.resources, BODIES):
            yield self._page(
                part.path,
                "library.html",
                self._part_title(self.say("resource_library"), part),
                partial(self._library_inputs, part),
                nav="resources",
                embeds=(resource.key for resource in part.items),
            )

    def _library_inputs(self, part: Part[Resource]) -> Inputs:
        root = root_of(part.path)
        return {
            "resources": [self._with_terms(resource, root) for resource in part.items],
            "facets": self._facet_inputs(),
            "total": len(self.resources),
            "parts": part.links(),
        }

    def _facets(self) -> Iterator[Page]:
        for key, values in (("type", self.types), ("organization", self.organizations)):
            for value in values:
                for part in split(value.path, self.resources_with[value.path], BODIES):
                    yield self._page(
                        part.path,
                        "facet.html",
                        self._part_title(value.label, part),
                        partial(self._value_inputs, key, value, part),
                        description=value.description,
                        nav="resources",
                        embeds=(resource.key for resource in part.items),
                    )

    def _value_inputs(self, key: str, value: Value, part: Part[Resource]) -> Inputs:
        facets, root = self._facet_inputs(value), root_of(part.path)
        facet = next(facet for facet in facets if facet["key"] == key)
        return {
            "facet": facet,
            "value": self._value(value),
            "resources": [self._with_terms(resource, root) for resource in part.items],
            "siblings": facet["values"],
            "facets": facets,
            "parts": part.links(),
        }

    def _resources(self) -> Iterator[Page]:
        for number, resource in enumerate(self.resources):
            yield self._page(
                resource_path(resource.slug),
                "resource.html",
                resource.label,
                partial(self._work_inputs, number),
                description=resource.body.first_paragraph,
                nav="resources",
                embeds=(resource.key,),
            )

    def _work_inputs(self, number: int) -> Inputs:
        """What the page of a resource is told."""
        resource = self.resources[number]
        root = root_of(resource_path(resource.slug))
        return {
            "resource": self._with_terms(resource, root) | {"html": self._html(resource, ALL, root)},
            "previous": self._neighbor(number - 1) if number else None,
            "next": self._neighbor(number + 1) if number + 1 < len(self.resources) else None,
            "edit_url": self._edit_url(resource),
            "life": self.chronicle.life(resource.key),
            "cite": _cited(work_of(resource)),
            "extra": dict(resource.extra),
        }

    def _neighbor(self, number: int) -> Inputs:
        resource = self.resources[number]
        return {"title": resource.label, "url": path_to_url(resource_path(resource.slug))}

    # --- history ---

    @cached_property
    def chronicle(self) -> Chronicle:
        return Chronicle(self.glossary, self.history, self._record_ref)

    def _record_ref(self, key: Key) -> Inputs:
        """What lists that hold terms and resources show of one."""
        if key.kind == "term":
            return self._ref(self.glossary.terms[key.slug])
        return {
            "title": self.glossary.resources[key.slug].label,
            "qualifier": None,
            "url": path_to_url(resource_path(key.slug)),
            "hue": None,
            "deprecated": False,
        }

    def _changes(self) -> Iterator[Page]:
        for path in self.chronicle.pages:
            inputs = partial(self.chronicle.page_inputs, path)
            older = path != changes_path()
            yield self._page(path, "changes.html", self.say("changes"), inputs, noindex=older)
        for term in self.terms:
            if self.chronicle.wordings(term.key):
                yield self._page(
                    wordings_path(term.slug),
                    "wordings.html",
                    self.say("wordings_title", title=term.label),
                    partial(self.chronicle.wordings_inputs, term.key),
                    noindex=True,
                )

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """What readers can follow: all changes, new terms, new resources, the terms of each principle."""
        events = self.chronicle.events
        if not events or not self.base_url:
            return ()
        new = {
            kind: [event for event in events if event.kind == kind] for kind in ("new_term", "new_resource")
        }
        feeds = [
            Feed(feed_path("changes"), self.say("all_changes"), changes_path(), events),
            Feed(feed_path("terms"), self.say("feed_terms"), "terms/index.html", new["new_term"]),
            Feed(
                feed_path("resources"),
                self.say("feed_resources"),
                "resources/index.html",
                new["new_resource"],
            ),
        ]
        for value in self.principles:
            keys = {term.key for term in self.terms_with[value.path]}
            told = [event for event in events if event.key in keys]
            feeds.append(Feed(feed_path("principles", value.value), value.label, value.path, told))
        return tuple(feed for feed in feeds if feed.events)

    @cached_property
    def feeds_of(self) -> dict[str, list[Feed]]:
        """The feeds that a page announces, by its path: its own, and all of them on the page of changes."""
        found = {feed.page: [feed] for feed in self.feeds}
        return found | {"index.html": [*self.feeds[:1]], changes_path(): [*self.feeds]}

    # --- the rest ---

    def _data_inputs(self) -> Inputs:
        return {"downloads": [{"url": item.path, "word": item.word} for item in offered(self.glossary)]}

    def _everything(self) -> Iterator[Page]:
        both: list[Record] = [*self.terms, *self.resources]
        for part in split("everything.html", both, BODIES):
            yield self._page(
                part.path,
                "everything.html",
                self._part_title(self.say("print_everything"), part),
                partial(self._everything_inputs, part),
                noindex=True,
                embeds=(record.key for record in part.items),
            )

    def _everything_inputs(self, part: Part[Record]) -> Inputs:
        root = root_of(part.path)
        return {
            "counts": {"terms": len(self.terms), "resources": len(self.resources)},
            "terms": [self._whole_term(term, root) for term in part.items if isinstance(term, Term)],
            "resources": [
                self._resource_inputs(resource, root)
                for resource in part.items
                if isinstance(resource, Resource)
            ],
            "parts": part.links(),
        }

    def _whole_term(self, term: Term, root: str) -> Inputs:
        confused = self.glossary.links.confused.get(term.slug, {})
        return {
            "ref": self._ref(term),
            "category": self._category_value(term),
            "id": f"term-{term.slug}",
            "aliases": list(term.fields.aliases),
            "html": self._whole_body(term, root) or f"<p>{escapeHtml(term.summary)}</p>",
            "confused": [
                {"term": self._ref(self.glossary.terms[other]), "sentence": sentences[0]}
                for other, sentences in confused.items()
            ],
        }

    def _health(self) -> Page:
        return self._page(HEALTH, "health.html", self.say("health"), self._health_inputs, noindex=True)

    def _health_inputs(self) -> Inputs:
        """For those who keep the bank. Lists are cut; `count` says how long they are."""
        health, terms = examine(self.glossary), self.glossary.terms
        return {
            "counts": {"terms": len(self.terms), "resources": len(self.resources)},
            "categories": self._coverage("category"),
            "principles": self._coverage("principles"),
            "orphans": _cut(self._pointers(health.orphans)),
            "one_sided": _cut(
                [
                    {"term": self._pointer(terms[slug].key), "others": self._pointers(others)}
                    for slug, others in health.one_sided
                ]
            ),
            "wanted": _cut(
                [{"slug": slug, "from": [self._pointer(key) for key in keys]} for slug, keys in health.wanted]
            ),
            "without_resources": _cut(self._pointers(health.without_resources)),
            "unchecked": _cut([self._pointer(Key("resource", slug)) for slug in health.unchecked]),
            "reviewed": _cut(
                [
                    self._pointer(terms[slug].key)
                    | {"date": str(terms[slug].fields.reviewed), "overdue": slug in health.overdue}
                    for slug in health.reviewed
                ]
            ),
            "never_reviewed": _cut(self._pointers(health.never_reviewed)),
            "review_every": self.glossary.site.review_every,
            "exceptions": _cut(
                [
                    self._pointer(record.key) | {"code": code, "reason": reason}
                    for record in self.glossary.records
                    for code, reason in record.fields.exceptions.items()
                ]
            ),
        }

    def _coverage(self, name: str) -> list[Inputs]:
        """How many terms each value of a vocabulary has, the declared ones without any included."""
        groups: defaultdict[str, list[Term]] = defaultdict(list)
        for term in self.glossary.living:
            for value in _values_of(term, name) or ([""] if name == "category" else []):
                groups[value].append(term)
        declared: Iterable[str] = getattr(self.glossary.site.vocabularies, name) or ()
        values = self._values(name, [*declared, *filter(None, groups)])
        rows = [(value.value, value.label, value.path) for value in values]
        rows += [("", self.say("no_category"), "")] if "" in groups else []
        return [
            {
                "label": label,
                "url": path_to_url(path) if self.counts.get(path) else None,
                "terms": len(groups[value]),
                "without_resources": sum(
                    not self.glossary.links.resources.get(term.slug) for term in groups[value]
                ),
                "never_reviewed": sum(term.fields.reviewed is None for term in groups[value]),
            }
            for value, label, path in rows
        ]

    def _pointers(self, slugs: Iterable[str]) -> list[Inputs]:
        return [self._pointer(Key("term", slug)) for slug in slugs]

    def _pointer(self, key: Key) -> Inputs:
        """The little that a list of many needs of a record."""
        record = self.glossary.get(key)
        assert record is not None
        return {"title": record.label, "url": path_to_url(_path_of(key))}

    def _not_found(self) -> Page:
        # A host shows this page at any address, so its links start at the host's root where the site's is known.
        root = f"{urlsplit(self.base_url).path.rstrip('/')}/" if self.base_url else ""
        title, inputs = self.say("not_found_title"), {"root": root}
        return self._page("404.html", "not_found.html", title, partial(dict, inputs), noindex=True)


def _path_of(key: Key) -> str:
    return term_path(key.slug) if key.kind == "term" else resource_path(key.slug)


def _cited(work: Work) -> Inputs:
    """How a work is cited: in styles, as runs of text that may be italic, and for programs."""
    return {
        "styles": [{"name": name, "runs": [list(run) for run in style(work)]} for name, style in STYLES],
        "bibtex": bibtex(work),
        "csl": json.dumps(csl(work), ensure_ascii=False),
    }


def _cut(items: list[Inputs]) -> Inputs:
    return {"count": len(items), "items": items[:MOST], "more": max(len(items) - MOST, 0)}


def _values_of(term: Term, name: str) -> list[str]:
    return [value for value, _ in values_of(term, name)]


# The words for lists that the page of a term only begins.
_LIST_WORDS = MappingProxyType(
    {
        "broader": "broader_terms",
        "narrower": "narrower_terms",
        "related": "related_terms",
        "used_in": "used_in",
        "resources": "curated_resources",
    }
)


def _list_path(term: Term, kind: str) -> str:
    return f"terms/{term.slug}/{kind.replace('_', '-')}.html"


def _letter_path(letter: str) -> str:
    """The page of a letter, in a folder where no term has its page: none has the slug `index`."""
    return f"terms/index/{slugify(letter) or 'symbols'}.html"


def _letter_id(letter: str) -> str:
    return f"letter-{slugify(letter) or 'symbols'}"


def _initials(title: str) -> str:
    return "".join(word[0] for word in title.replace("-", " ").split()).upper()


def _fold(heading: str) -> str:
    """The form that spelling variants of a heading share: letters and digits only."""
    return "".join(char for char in heading.casefold() if char.isalnum())
