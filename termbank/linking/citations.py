"""Citations as readers see them: `[@bloom-1984, p. 4]` in a body becomes "(Bloom, 1984, p. 4)"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any, TypeVar

from termbank import fast
from termbank.content.citations import ShortForm
from termbank.content.model import Record, Target
from termbank.fast.deferred import deferred
from termbank.text.markdown.body import CITATION_END, CITED, Body, Part, WrittenLink

_IN_PLAIN = re.compile(rf"{CITED[0]}\[\s*([^{CITED[1]}]*?)\s*\]{CITED[1]}")


R = TypeVar("R", bound=Record)


def cited(record: R, targets: Sequence[Target | None], forms: Mapping[str, ShortForm]) -> R:
    """`record` with its citations in the short forms of the works that they lead to.

    `targets` are those of the links of its body. A work that is not there is named as it was written.
    """
    body = record.body
    if not any(link.kind == "cite" for link in body.links):
        return record
    links = tuple(_link(link, target, forms) for link, target in zip(body.links, targets, strict=True))
    # By what was written, for plain text, in which places are lost.
    said = {old.text: new.text for old, new in zip(body.links, links, strict=True) if old.kind == "cite"}
    plain = _IN_PLAIN.sub(partial(_plain, said), body.first_paragraph)
    known: dict[str, Any] = {
        "first_paragraph": plain,
        "links": links,
        "sections": body.sections,
        "anchors": body.anchors,
    }

    def rest() -> dict[str, Any]:
        later = {field.name: getattr(body, field.name) for field in fields(Body) if field.name not in known}
        return later | {"parts": tuple(_parts(body.parts, links))}

    # A cites B; C is edited: nobody needs the parts of A's body, which are decoded only when they are read.
    whole = deferred(Body, rest, **known) if fast.ENABLED else Body(**known, **rest())
    return replace(record, body=whole)


def _link(link: WrittenLink, target: Target | None, forms: Mapping[str, ShortForm]) -> WrittenLink:
    if link.kind != "cite" or target is None or target.key is None:
        return link
    _, comma, locator = link.text.partition(",")
    return replace(link, text=f"{forms[target.key.slug]}{comma}{locator}")


def _plain(said: Mapping[str, str], match: re.Match[str]) -> str:
    works = (" ".join(work.split()) for work in match[1].split(";"))
    return f"({'; '.join(said.get(work, work) for work in works)})"


def _parts(parts: Sequence[Part], links: Sequence[WrittenLink]) -> list[Part]:
    """`parts` with the text of citations, and round brackets around them."""
    made = [*parts]
    for index, part in enumerate(parts):
        if part.kind == "open" and links[part.start].kind == "cite":
            made[index + 1] = parts[index + 1]._replace(text=links[part.start].text)
            # Between two works stands a semicolon instead.
            if parts[index - 1].text == "[":
                made[index - 1] = Part("fixed", "(")
            if parts[index + 3] == CITATION_END:
                made[index + 3] = Part("fixed", ")")
    return made
