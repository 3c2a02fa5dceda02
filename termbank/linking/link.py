"""Links: what each written reference means, and every relation in both directions."""

from __future__ import annotations

import itertools
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import unquote

from termbank.content.model import (
    AutoLink,
    Backlink,
    Glossary,
    Key,
    Kind,
    Links,
    Passage,
    Record,
    Target,
    Term,
)
from termbank.linking import autolinks
from termbank.linking.autolinks import Decision, Linker
from termbank.linking.inflection import Inflector
from termbank.linking.names import Names, collect, collisions, normalize
from termbank.linking.recall import Recall, Woven
from termbank.system.pool import ALONE, Pool
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.markdown import RESERVED_IDS, WrittenLink, encoded, sentence_around
from termbank.text.source import digest
from termbank.text.suggest import did_you_mean, quote
from termbank.text.urls import has_scheme, slugify

LEAST = 500
"""Records that a process links at once, at the least."""


def link(
    glossary: Glossary, inflector: Inflector | None = None, recall: Recall | None = None, pool: Pool = ALONE
) -> Glossary:
    """`glossary` with its links, and with the problems that finding them brought up.

    What `recall` knows is not looked for again; `pool` does the rest. Side effects: `inflector` may read its memory
    of plurals; `recall` learns.
    """
    resolver = _Resolver(glossary)
    written = {record.key: resolver.targets(record) for record in glossary.records}
    recall = recall or Recall()
    weaver = _Weaver(glossary, written, inflector, pool, recall)
    woven = weaver.all()
    order = {slug: (term.label.casefold(), slug) for slug, term in glossary.terms.items()}
    broader = {slug: _known(glossary, slug, term.fields.broader) for slug, term in glossary.terms.items()}
    narrower = _reversed(broader, order)
    links = Links(
        related=_related(glossary, broader, narrower, order),
        broader=broader,
        narrower=narrower,
        confused=_confused(glossary, order),
        resources=_by_term(glossary),
        terms=_terms_of(glossary),
        written=written,
        automatic={key: found.automatic for key, found in woven.items()},
        backlinks=_backlinks(glossary, woven),
    )
    problems = [*resolver.problems, *weaver.collisions()]
    problems += itertools.chain.from_iterable(found.problems for found in woven.values())
    return replace(glossary, links=links, diagnostics=(*glossary.diagnostics, *problems))


@dataclass
class _Weaver:
    """Links the prose of a bank."""

    glossary: Glossary
    written: Mapping[Key, Sequence[Target | None]]
    inflector: Inflector | None
    pool: Pool
    recall: Recall

    @property
    def names(self) -> Names:
        """Those of the recall's context, which is that of the glossary by now."""
        if self.recall.names is None:
            self.recall.names = collect(self.glossary, self.inflector, self.pool)
        return self.recall.names

    @cached_property
    def context(self) -> str:
        """The digest of all that decides what the prose of a record links to, besides that prose."""
        site = self.glossary.site
        terms = [_spoken(term) for term in self.glossary.terms.values()]
        return digest(repr((site.language, site.link, terms)).encode())

    def all(self) -> dict[Key, Woven]:
        """What the prose of every record gives. Side effect: the recall learns it."""
        recall = self.recall
        if recall.context != self.context:
            recall.context, recall.collided, recall.woven, recall.names = self.context, True, {}, None
        tokens = {key: self._token(key) for key in self.written}
        missing = [key for key, token in tokens.items() if not recall.knows(key, token)]
        if missing:
            recall.learned = True
            weave = _Weave(Linker.of(self.glossary, self.names), self.glossary, self.written)
            # The matcher is made once, before any process is forked.
            _ = self.names.matcher
            for found in self.pool.map(weave, missing, LEAST):
                recall.woven.update({key: (tokens[key], woven) for key, woven in found})
        recall.woven = {key: recall.woven[key] for key in tokens}
        return {key: woven for key, (_, woven) in recall.woven.items()}

    def _token(self, key: Key) -> str:
        """What tells whether a record, and what its written links lead to, is as it was; empty if nothing does."""
        return _token(self.glossary.digests.get(key, ""), self.written[key])

    def collisions(self) -> list[Diagnostic]:
        """The names that terms share. Side effect: the recall learns whether there are any."""
        if not self.recall.collided:
            return []
        found = list(collisions(self.names, self.glossary))
        self.recall.collided = bool(found)
        return found


def _token(name: str, targets: Sequence[Target | None]) -> str:
    return name + digest(repr(targets).encode()) if name and targets else name


def _spoken(term: Term) -> tuple[object, ...]:
    """All of a term that decides what its names are and where they lead."""
    fields = term.fields
    names = (fields.title, fields.aliases, fields.abbreviations, fields.forms, fields.unlinked)
    return (term.slug, *names, fields.case_sensitive, fields.link, fields.status, fields.replaced_by)


@dataclass(frozen=True, slots=True)
class _Weave:
    """Links the prose of some records; can be sent to other processes."""

    linker: Linker
    glossary: Glossary
    written: Mapping[Key, Sequence[Target | None]]

    def __call__(self, keys: Sequence[Key]) -> list[tuple[Key, Woven]]:
        found = ((key, self.glossary.get(key)) for key in keys)
        return [(key, self.one(record, self.written[key])) for key, record in found if record]

    def one(self, record: Record, targets: Sequence[Target | None]) -> Woven:
        """What the prose of one record gives, whose written links lead to `targets`."""
        automatic = self.linker.links(record, targets)
        problems = [
            *autolinks.retired(self.glossary, record, automatic),
            *_misleading(self.glossary, record, targets, self.linker.names),
        ]
        return Woven(automatic, dict(_first_passages(record, targets, automatic)), tuple(problems))


@dataclass
class Relinker:
    """Links records of a linked bank again whose text was edited, while all else of the bank is as it was.

    `recall` is what linking the bank found; it and the links of the bank are changed where an edit is taken in. It may
    have learned of another bank meanwhile, by a build that failed: `context` is that of this one.
    """

    glossary: Glossary
    recall: Recall
    inflector: Inflector
    context: str = field(init=False)

    def __post_init__(self) -> None:
        self.context = self.recall.context

    @cached_property
    def _resolver(self) -> _Resolver:
        return _Resolver(self.glossary)

    @cached_property
    def _weave(self) -> _Weave:
        names = self.recall.names if self.recall.context == self.context else None
        names = names or collect(self.glossary, self.inflector)
        if self.recall.context == self.context:
            self.recall.names = names
        _ = names.matcher
        return _Weave(Linker.of(self.glossary, names), self.glossary, self.glossary.links.written)

    @cached_property
    def _linked(self) -> Mapping[Key, set[Key]]:
        """The records that each record links to."""
        found: defaultdict[Key, set[Key]] = defaultdict(set)
        for target, backlinks in self.glossary.links.backlinks.items():
            for link in backlinks:
                found[link.source].add(target)
        return found

    def prepare(self) -> None:
        """Make ready what `relinked` takes."""
        _ = self._resolver, self._weave, self._linked

    def relinked(self, record: Record) -> Woven | None:
        """What the prose of `record` gives now; None where that is a problem, or it links to others than before."""
        before, known = self.glossary.links.written[record.key], len(self._resolver.problems)
        targets = self._resolver.targets(record)
        if targets != before or len(self._resolver.problems) > known:
            del self._resolver.problems[known:]
            return None
        woven = self._weave.one(record, targets)
        return (
            None if woven.problems or woven.passages.keys() != self._linked.get(record.key, set()) else woven
        )

    def take_in(self, key: Key, woven: Woven, name: str) -> None:
        """Let the bank's links be as `relinked` found them for the record `key`, whose file has the digest `name` now.

        Side effects: changes the links of the glossary, and the recall.
        """
        links = self.glossary.links
        links.automatic[key] = woven.automatic
        for target, passage in woven.passages.items():
            links.backlinks[target] = tuple(
                Backlink(key, passage) if link.source == key else link for link in links.backlinks[target]
            )
        self.recall.woven[key] = _token(name, links.written[key]), woven
        if self.recall.context != self.context:
            # What it knows is of two banks now, and so of none.
            self.recall.context = ""


def explain(
    glossary: Glossary, keys: Iterable[Key], inflector: Inflector | None = None
) -> Iterator[tuple[Record, list[Decision]]]:
    """For each of these records, every mention of a term with what became of it and why, in the order of the text."""
    linker = Linker.of(glossary, collect(glossary, inflector))
    for key in keys:
        record = glossary.get(key)
        if record is not None:
            yield record, autolinks.explain(linker, record, glossary.links.written[key])


def _misleading(
    glossary: Glossary, record: Record, targets: Sequence[Target | None], names: Names
) -> Iterator[Diagnostic]:
    """Written links whose text is the name of another term than they lead to."""
    for written, target in zip(record.body.links, targets, strict=True):
        if target is None or target.key is None or target.key.kind != "term" or written.kind == "image":
            continue
        text = normalize(written.text.strip(), glossary.site.language)
        meant = names.resolve(text.folded, text.common)
        if meant and all(name.slug != target.key.slug and name.kind != "unlinked" for name in meant):
            named, leads_to = quote(meant[0].slug), quote(target.key.slug)
            message = f"{quote(written.text)} is a name of {named}, but the link leads to {leads_to}"
            yield diagnostic("misleading-link", message, written.span, "change the text or the link")


def _known(glossary: Glossary, slug: str, slugs: Iterable[str]) -> tuple[str, ...]:
    """The slugs that are terms, each once, without `slug` itself."""
    terms = glossary.terms
    return tuple(dict.fromkeys([other for other in slugs if other in terms and other != slug]))


def _reversed(
    relation: Mapping[str, tuple[str, ...]], order: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for slug, others in relation.items():
        for other in others:
            found[other].append(slug)
    return {slug: tuple(sorted(others, key=order.__getitem__)) for slug, others in found.items()}


def _related(
    glossary: Glossary,
    broader: Mapping[str, tuple[str, ...]],
    narrower: Mapping[str, tuple[str, ...]],
    order: Mapping[str, tuple[str, str]],
) -> dict[str, tuple[str, ...]]:
    own = {slug: _known(glossary, slug, term.fields.related) for slug, term in glossary.terms.items()}
    back = _reversed(own, order)
    return {
        slug: tuple(
            other
            for other in dict.fromkeys((*own[slug], *back.get(slug, ())))
            if other not in broader[slug] and other not in narrower.get(slug, ())
        )
        for slug in glossary.terms
    }


def _confused(
    glossary: Glossary, order: Mapping[str, tuple[str, str]]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Per term the terms it is confused with, and what was written of the pair: its own sentence first."""
    pairs: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for slug, term in glossary.terms.items():
        for other in _known(glossary, slug, term.fields.confused_with):
            sentence = term.fields.confused_with[other]
            pairs[slug][other] = (sentence, *pairs[slug].get(other, ()))
            pairs[other][slug] = (*pairs[other].get(slug, ()), sentence)
    return {
        slug: _in_order(others, glossary.terms[slug].fields.confused_with, order)
        for slug, others in pairs.items()
    }


def _in_order(
    sentences: Mapping[str, tuple[str, ...]], written: Iterable[str], order: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, ...]]:
    """`sentences` by term, each once: the terms in the order of `written` first, then the others by title."""
    rest = sorted(sentences, key=order.__getitem__)
    slugs = dict.fromkeys((*(slug for slug in written if slug in sentences), *rest))
    return {slug: tuple(dict.fromkeys(sentences[slug])) for slug in slugs}


def _by_term(glossary: Glossary) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    by_title = sorted(glossary.resources.values(), key=lambda item: (item.label.casefold(), item.slug))
    for resource in by_title:
        for slug in _known(glossary, "", resource.fields.terms):
            found[slug].append(resource.slug)
    return {slug: tuple(slugs) for slug, slugs in found.items()}


def _terms_of(glossary: Glossary) -> dict[str, tuple[str, ...]]:
    return {
        slug: _known(glossary, "", resource.fields.terms) for slug, resource in glossary.resources.items()
    }


def _backlinks(glossary: Glossary, woven: Mapping[Key, Woven]) -> dict[Key, tuple[Backlink, ...]]:
    """For each record, who links to it, and where first: terms before resources, by title."""
    found: defaultdict[Key, list[Backlink]] = defaultdict(list)
    for record in sorted(glossary.records, key=_by_label):
        source = record.key
        for key, passage in woven[source].passages.items():
            found[key].append(Backlink(source, passage))
    return {key: tuple(links) for key, links in found.items()}


def sentence_of(glossary: Glossary, link: Backlink) -> tuple[str, str, str]:
    """What stands before, in and after a link, cut to its sentence."""
    source = glossary.get(link.source)
    assert source is not None
    return sentence_around(source.body.parts, *link.passage)


def _first_passages(
    record: Record, targets: Sequence[Target | None], automatic: Sequence[AutoLink]
) -> Iterator[tuple[Key, Passage]]:
    """Each record that `record` links to, and where first, in the order of the text."""
    passages = [*_written_passages(record, targets), *_automatic_passages(automatic)]
    first: dict[Key, Passage] = {}
    for key, passage in sorted(passages, key=lambda item: item[1]):
        if key != record.key:
            first.setdefault(key, passage)
    yield from first.items()


def _written_passages(record: Record, targets: Sequence[Target | None]) -> Iterator[tuple[Key, Passage]]:
    for index, part in enumerate(record.body.parts):
        target = targets[part.start] if part.kind == "open" else None
        if target and target.key:
            close = index + 1
            while record.body.parts[close].kind != "close":
                close += 1
            yield target.key, Passage(index, 0, close, 0)


def _automatic_passages(links: Sequence[AutoLink]) -> Iterator[tuple[Key, Passage]]:
    for link in links:
        yield Key("term", link.target), Passage(link.first, link.offset, link.last, link.end)


def _by_label(record: Record) -> tuple[bool, str, str]:
    return (not isinstance(record, Term), record.label.casefold(), record.slug)


@dataclass
class _Resolver:
    """Finds what written links lead to, and names those that lead nowhere."""

    glossary: Glossary
    problems: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names: dict[str, Key] = {}
        for record in reversed(self.glossary.records):
            if isinstance(record, Term):
                for name in (*record.fields.aliases, *record.fields.abbreviations):
                    self.names[name.casefold()] = record.key
        for record in reversed(self.glossary.records):
            self.names[record.label.casefold()] = record.key
        self.former = {old: term.key for term in self.glossary.terms.values() for old in term.fields.formerly}

    def targets(self, record: Record) -> tuple[Target | None, ...]:
        """The target of every link of the record's body, in order; None for those that lead nowhere."""
        return tuple(self._target(record, link) for link in record.body.links)

    def _target(self, record: Record, link: WrittenLink) -> Target | None:
        if link.kind == "image":
            return self._image(record, link)
        if link.kind == "wiki":
            name, _, anchor = link.href.partition("#")
            return self._wiki(record, link, name.strip(), anchor)
        if has_scheme(link.href):
            return Target(href=encoded(link.href))
        if not link.href:
            # `[rubric]()` is how a writer keeps a mention from being linked.
            return None
        path, _, anchor = unquote(link.href).partition("#")
        if not path:
            return self._anchored(record.key, record, link, anchor)
        return self._path(record, link, path, anchor)

    def _image(self, record: Record, link: WrittenLink) -> Target | None:
        if has_scheme(link.href):
            message = f"the image {quote(link.href)} is on another site; readers get a link to it instead"
            self._report("remote-image", message, link, "put the image into the content folder")
            return Target(href=encoded(link.href))
        path = _resolved(record, unquote(link.href))
        if path in self.glossary.files:
            return Target(file=path)
        near = did_you_mean(link.href, [_relative(record, file) for file in self.glossary.files])
        self._report("missing-image", f"there is no image {quote(link.href)}", link, *near)
        return None

    def _wiki(self, record: Record, link: WrittenLink, name: str, anchor: str) -> Target | None:
        if not name and not anchor:
            self._report("dead-link", "an empty link", link, "write `[[slug]]` or `[[slug|text]]`")
            return None
        if not name:
            return self._anchored(record.key, record, link, anchor)
        key = self._find(name.removesuffix(".md"), record.key.kind) or self.names.get(name.casefold())
        key = key or self._find(slugify(name), record.key.kind)
        return self._anchored(key, record, link, anchor) if key else self._dead(name, record, link)

    def _path(self, record: Record, link: WrittenLink, path: str, anchor: str) -> Target | None:
        if "/" not in path and "." not in path:
            key = self._find(path, record.key.kind)
            return self._anchored(key, record, link, anchor) if key else self._dead(path, record, link)
        resolved = _resolved(record, path)
        folder, _, name = resolved.rpartition("/")
        kinds: dict[str, Kind] = {"terms": "term", "resources": "resource"}
        if folder in kinds and name.endswith(".md"):
            key = self._find(name.removesuffix(".md"), kinds[folder], only=True)
            return self._anchored(key, record, link, anchor) if key else self._dead(path, record, link)
        if resolved in self.glossary.files:
            return Target(file=resolved)
        return self._dead(path, record, link)

    def _find(self, slug: str, first: Kind, only: bool = False) -> Key | None:
        """The record with this slug, of kind `first` rather than the other; former slugs count."""
        kinds: tuple[Kind, ...] = ("term", "resource") if first == "term" else ("resource", "term")
        for kind in kinds[:1] if only else kinds:
            key = Key(kind, slug)
            if self.glossary.get(key) or key in self.glossary.hidden:
                return key
        return self.former.get(slug)

    def _anchored(self, key: Key | None, record: Record, link: WrittenLink, anchor: str) -> Target | None:
        assert key is not None
        target = self.glossary.get(key)
        if target is None:
            return None
        if anchor and anchor not in target.body.anchors and anchor not in RESERVED_IDS:
            near = did_you_mean(anchor, target.body.anchors)
            self._report(
                "dead-anchor", f"{quote(target.label)} has no heading {quote('#' + anchor)}", link, *near
            )
            anchor = ""
        return Target(key=key, anchor=anchor)

    def _dead(self, name: str, record: Record, link: WrittenLink) -> Target | None:
        """Report a link that leads to no page; always None."""
        self._report("dead-link", f"{quote(name)} leads to no page", link, *self._cures(name, record))
        return None

    def _cures(self, name: str, record: Record) -> tuple[str, ...]:
        if name.startswith("/"):
            return ("write the whole address, beginning with `https://`",)
        slug = posixpath.basename(name).removesuffix(".md")
        other: Kind = "term" if record.key.kind == "resource" else "resource"
        if self._find(slug, other, only=True):
            return (f"did you mean `../{other}s/{slug}.md`?",)
        kind = "resource" if "resources/" in name else "term"
        slugs = self.glossary.resources if kind == "resource" else self.glossary.terms
        write = f"write the file `{kind}s/{slugify(slug)}.md`, or remove the link"
        return did_you_mean(slug, slugs) or (write,)

    def _report(self, code: str, message: str, link: WrittenLink, *hints: str) -> None:
        self.problems.append(diagnostic(code, message, link.span, *hints))


def _resolved(record: Record, path: str) -> str:
    """`path`, written in the record's file, as a path below the content folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(record.path), path))


def _relative(record: Record, path: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(record.path))
