"""The values that a parsed body consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from termbank.text.source import Span

PartKind = Literal[
    "block",
    "inline",
    "mark",
    "text",
    "fixed",
    "heading",
    "endheading",
    "open",
    "close",
    "image",
    "id",
    "ref",
    "word",
    "embed",
]
LinkKind = Literal["link", "wiki", "cite", "image", "embed"]

# Around citations in plain text: control characters, which no file may hold.
CITED = ("\x02", "\x03")

# Ids that the pages use themselves: a heading of a body that would get one of them gets a number.
RESERVED_IDS = frozenset(
    [
        "broader-terms",
        "cite",
        "content",
        "curated-resources",
        "edit-a-page",
        "license",
        "map-legend",
        "map-list",
        "map-title",
        "narrower-terms",
        "not-to-be-confused-with",
        "open",
        "owners",
        "related-terms",
        "report-a-problem",
        "suggest-a-change",
        "cited-in",
        "used-in",
        "works-cited",
    ]
)


class Part(NamedTuple):
    """A piece of a body in reading order.

    | kind | `text` | `start`, `end` |
    |---|---|---|
    | `text` | prose that may be linked | offsets of what it stands for in the file, -1 if unknown |
    | `fixed` | text that may not be linked: link text, headings, code | the same |
    | `mark` | the tag of emphasis, opening or closing | |
    | `inline`, `block` | HTML of that level | |
    | `heading`, `endheading` | the heading's id; empty | `start` is the level |
    | `open`, `close` | | `start` is the index of the written link |
    | `image` | its alternative text | `start` is the index of the written link |
    | `id`, `ref` | the name of a place on the page, to define or to link to | |
    | `word` | the key of a message in the interface's language | |
    | `embed` | | `start` is the index of the written link to what is shown there |
    """

    kind: PartKind
    text: str
    start: int = -1
    end: int = -1


CITATION_END = Part("fixed", "]")
"""The last part of a citation; readers see a round bracket in its place."""


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """A link, a citation or an image as the author wrote it; `text` is what readers see, plain.

    The `href` of a citation is the slug of a resource. What readers see of it depends on that resource: until the
    glossary is linked, its text is what was written, such as `@bloom-1984, p. 4`.
    """

    kind: LinkKind
    href: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading of the second level; `title` and `content` are slices of the parts."""

    id: str
    text: str
    title: tuple[int, int]
    content: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Body:
    """A parsed body.

    Four numbers slice `parts`: `parts[:lead]` is the first paragraph if the body begins with one, `parts[:sentence]`
    its first sentence if more follow (0 otherwise), `parts[:definition]` all before the first section, and
    `parts[notes:]` the footnotes. `line_starts` are the offsets of the file's lines. In `first_paragraph`, each
    citation stands between `CITED` as it was written, until the glossary is linked.
    """

    parts: tuple[Part, ...] = ()
    sentence: int = 0
    lead: int = 0
    definition: int = 0
    notes: int = 0
    sections: tuple[Section, ...] = ()
    links: tuple[WrittenLink, ...] = ()
    anchors: frozenset[str] = frozenset()
    first_paragraph: str = ""
    # Paragraphs that are bold as a whole, as in place of a heading: text and place in the file.
    bold: tuple[tuple[str, int, int], ...] = ()
    line_starts: tuple[int, ...] = (0,)
