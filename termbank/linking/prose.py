"""What the prose of one record links to: its automatic links, where it first links to each record, its problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from termbank.content.key import Key
from termbank.content.model import Glossary, Record
from termbank.content.schema import Status
from termbank.content.spans import span_at
from termbank.linking.autolinks import AutoLinker, Targets
from termbank.linking.cache import ProseLinks
from termbank.linking.names import Names, normalize
from termbank.linking.relations import first_passages
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.suggest import quote


@dataclass(frozen=True, slots=True)
class ProseLinker:
    """Links the prose of any record of `glossary`; can be sent to other processes.

    `written` gives for each record the targets of the links in its body.
    """

    linker: AutoLinker
    glossary: Glossary
    written: Mapping[Key, Targets]

    @classmethod
    def of(cls, glossary: Glossary, names: Names, written: Mapping[Key, Targets]) -> ProseLinker:
        """The linker of `glossary`, whose names are `names`."""
        return cls(AutoLinker.of(glossary, names), glossary, written)

    def __call__(self, keys: Sequence[Key]) -> list[tuple[Key, ProseLinks]]:
        """What the prose of each of these records gives."""
        records = [record for key in keys if (record := self.glossary.get(key))]
        return [(record.key, self.links(record, self.written[record.key])) for record in records]

    def links(self, record: Record, targets: Targets) -> ProseLinks:
        """What the prose of one record gives, whose written links lead to `targets`."""
        # Retired names are looked for in links alone: what is not linked is no use of the term.
        automatic = self.linker.links(record, targets)
        problems = []
        for link in automatic:
            if link.kind == "term" and self.glossary.terms[link.named].fields.status is Status.DEPRECATED:
                leads_on = link.target != link.named
                hint = f"use `{link.target}`, which it links to" if leads_on else "use another word"
                message = f"{quote(link.text)} is no longer used"
                problems.append(
                    diagnostic("retired-name", message, span_at(record, link.start, link.stop), hint)
                )
        problems += [
            *_misleading(self.glossary, record, targets, self.linker.names),
        ]
        return ProseLinks(automatic, first_passages(record, targets, automatic), tuple(problems))


def _misleading(glossary: Glossary, record: Record, targets: Targets, names: Names) -> Iterator[Diagnostic]:
    """Written links whose text is the name of another term than they lead to."""
    for written, target in zip(record.body.links, targets, strict=True):
        if target is None or target.key is None or target.key.kind != "term" or written.kind == "image":
            continue
        text = normalize(written.text.strip(), glossary.site.language)
        # "Transfer" may lead to "Transfer (of learning)" although another term has that name, and a link to a heading
        # is about what stands there.
        leads_to_title = text.folded == normalize(glossary.terms[target.key.slug].fields.title).folded
        if leads_to_title or target.anchor:
            continue
        meant = names.resolve(text.folded, text.common)
        if meant and all(name.slug != target.key.slug and name.kind != "unlinked" for name in meant):
            named, leads_to = quote(meant[0].slug), quote(target.key.slug)
            message = f"{quote(written.text)} is a name of {named}, but the link leads to {leads_to}"
            yield diagnostic("misleading-link", message, written.span, "change the text or the link")
