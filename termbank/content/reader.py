"""The content folder as a Glossary, with every problem of every file."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from termbank.content.folders import (
    Reading,
    content_files,
    other_files,
    read_picture,
    read_root,
    report_no_terms,
    report_strays,
)
from termbank.content.intake import fetch, parse_files
from termbank.content.key import Key
from termbank.content.model import Glossary, OwnPage, Resource, Term
from termbank.content.parser import decode
from termbank.content.schema import RECORD_FIELDS, REFERENCES, FieldType, OwnerKind, SiteFields, Status
from termbank.content.spans import names_below, setting_of
from termbank.content.validation import Validation
from termbank.system.git import path_in_repository
from termbank.system.pool import ALONE, Pool
from termbank.system.store import Store
from termbank.text import yaml_nodes, yaml_reader
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.source import Span
from termbank.text.suggest import nearest, quote

SITE_DEPTH = 5


def read(
    content: Path,
    drafts: bool = False,
    store: Store | None = None,
    pool: Pool = ALONE,
    allow: Collection[str] = (),
    repository: str | None = None,
) -> Glossary:
    """Read `content` (site.yaml, terms/, resources/, pages/). Side effects: reads files, adds to `store`.

    Problems are collected in the result. Records with problems keep what could be read of them. Files that
    `store` knows are not parsed again; `pool` parses the others. Bodies beyond the usual limit are read where `allow`
    has their code, or `all`. `repository` overrides that of site.yaml.
    """
    reading = Reading(content)
    site, site_front = _read_site(reading)
    site = site.model_copy(update={"repository": repository}) if repository else site
    terms, resources, pages = dict[str, Term](), dict[str, Resource](), dict[str, OwnPage]()
    digests = dict[Key, str]()
    report_strays(reading)
    found = [
        *content_files(reading, "term", "terms"),
        *content_files(reading, "resource", "resources"),
        *content_files(reading, "page", "pages"),
    ]
    large = not {"too-large", "all"}.isdisjoint(allow)
    settings = {kind: setting_of(site, site_front, kind, large) for kind in RECORD_FIELDS}
    parsed = parse_files(content, found, site.language, store or Store(), pool, settings)
    written = _Written.of(reading.renamed, site)
    for (key, _), file in zip(found, parsed, strict=True):
        record = file.parsed.record
        reading.problems += file.parsed.problems
        digests[key] = file.digest
        draft = isinstance(record, Term) and record.fields.status is Status.DRAFT and not drafts
        if record is None or draft:
            reading.hidden.add(key)
        elif isinstance(record, Term):
            terms[key.slug] = written.meant(record)
        elif isinstance(record, OwnPage):
            pages[key.slug] = record
        else:
            resources[key.slug] = written.meant(record)
    # A reading list may come first; terms that were there and cannot be shown must not vanish with one, though.
    if not terms and (not resources or any(key.kind == "term" for key in reading.hidden)):
        report_no_terms(reading, drafts)
    files = other_files(reading)
    root = read_root(content, reading.problems)
    logo = read_picture(reading, "logo", site.logo, files, site_front)
    share_image = read_picture(reading, "share_image", site.share_image, files, site_front)
    return Glossary(
        site, terms, resources, hidden=frozenset(reading.hidden), files=files, renamed=reading.renamed, root=root,
        diagnostics=tuple(reading.problems), site_front=site_front, digests=digests, pages=pages, logo=logo,
        share_image=share_image,
        unfit=reading.unfit, folder=path_in_repository(content),
    )  # fmt: skip


R = TypeVar("R", Term, Resource)


@dataclass(frozen=True)
class _Written:
    """What writers mean by other names than slugs and values.

    `slugs` are those of the files whose written names cannot be slugs: `related: [Scoring Guide]`. `values` are those
    of vocabularies by their labels, case folded, where one value has the label: `category: Assessment`.
    """

    slugs: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    site: SiteFields

    @classmethod
    def of(cls, renamed: Mapping[tuple[str, str], Key], site: SiteFields) -> _Written:
        """The names in a glossary with these files and settings."""
        slugs = {written: key.slug for (kind, written), key in renamed.items() if kind == "term"}
        values: dict[str, dict[str, str]] = {}
        for field, declared in site.vocabularies.items():
            labels = [item.label.casefold() for item in declared.values()]
            values[field] = {
                label: value
                for label, value in zip(labels, declared, strict=True)
                if labels.count(label) == 1
            }
        return cls(slugs, values, site)

    def meant(self, record: R) -> R:
        """`record` with the slugs and values that its fields mean."""
        changes: dict[str, object] = {}
        for name in REFERENCES[record.key.kind] if self.slugs else ():
            value = getattr(record.fields, name)
            if any(slug in self.slugs for slug in value):
                follow = ((self.slugs.get(slug, slug), slug) for slug in value)
                is_map = isinstance(value, Mapping)
                changes[name] = (
                    {new: value[old] for new, old in follow} if is_map else tuple(new for new, _ in follow)
                )
        own: dict[str, object] = {}
        for name in self.site.vocabulary_fields(record.key.kind):
            found = record.fields.__dict__ if name in record.fields.__dict__ else record.extra
            values, value = self.values.get(name), found.get(name)
            if values and value:
                new = [
                    item if item in self.site.vocabularies[name] else values.get(item.casefold(), item)
                    for item in ([value] if isinstance(value, str) else value)
                ]
                meant = own if found is record.extra else changes
                meant[name] = new[0] if isinstance(value, str) else tuple(new)
        changes = {name: value for name, value in changes.items() if value != getattr(record.fields, name)}
        if changes:
            record = replace(record, fields=record.fields.model_copy(update=changes))
        return replace(record, extra={**record.extra, **own}) if own else record


def _read_site(reading: Reading) -> tuple[SiteFields, yaml_nodes.Mapping | None]:
    path = reading.content / "site.yaml"
    if not os.path.lexists(path):
        for other in ("site.yml", "Site.yaml", "_site.yaml"):
            if os.path.lexists(reading.content / other):
                reading.report(
                    "file-name",
                    f"{quote(other)} is not read",
                    Span(other, 1, 1, 0, 0),
                    "rename it to `site.yaml`",
                )
        return SiteFields.model_validate({}), None
    data = fetch(reading.content, "site.yaml")
    if isinstance(data, Diagnostic):
        reading.problems.append(data)
        return SiteFields.model_validate({}), None
    source = decode(reading.problems, "site.yaml", data)
    if source is None:
        return SiteFields.model_validate({}), None
    root, broken, problems = yaml_reader.read(source, 0, len(source.text), SITE_DEPTH)
    reading.problems += problems
    if root is None:
        return SiteFields.model_validate({}), None
    fields, _ = Validation(SiteFields, root, broken, "the site", problems=reading.problems).run()
    assert isinstance(fields, SiteFields)
    reading.problems += _declarations(fields, root)
    return fields, root


def _declarations(site: SiteFields, root: yaml_nodes.Mapping) -> Iterator[Diagnostic]:
    """What is wrong with fields that the site declares and one of them alone does not show."""
    written = names_below(root, "vocabularies")
    for kind, declared in site.fields.items():
        for name, field in declared.items():
            # Under a misspelled name it is there, and that is what the reader of the message has to mend.
            if field.type is FieldType.VOCABULARY and name not in written and not nearest(name, written, 1):
                place = root.place("fields", kind.value, name, "type")
                cure = f"declare its values below `vocabularies:`, {quote(f'{name}:')}, or write `type: list`"
                yield diagnostic("missing-field", f"the vocabulary {quote(name)} is missing", place, cure)
            # Every link is a value of its own, and of terms only values of vocabularies have pages.
            whose = "of terms, only a vocabulary" if kind is OwnerKind.TERM else "no link"
            closed = kind is OwnerKind.TERM or field.type is FieldType.LINK
            if field.facet and closed and field.type is not FieldType.VOCABULARY:
                place = root.place("fields", kind.value, name, "facet")
                yield diagnostic("wrong-type", f"`facet`: {whose} can be one", place, "remove the line")
