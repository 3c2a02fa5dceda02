"""The concept map of one term, drawn as SVG: broader above, narrower below, related beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from markdown_it.common.utils import escapeHtml

from termbank.site.diagrams.text_width import wrap

Refs = Sequence[Mapping[str, Any]]

# Units of the drawing: pixels where the column is as wide as the drawing.
WIDTH = 320
SIZE, LINE = 13, 16
OWN_SIZE, OWN_LINE = 17, 20
GAP, STEM = 10, 22
# The line down the middle, and where the terms beside it begin on either side.
MIDDLE, TICK = WIDTH // 2, 12
BESIDE_ROOM = (MIDDLE - TICK - 2) / SIZE
ROOM = (WIDTH - 4) / SIZE
OWN_ROOM = (WIDTH - 4) / OWN_SIZE

# Of each relation, how many terms are drawn, and in how much room.
_SHOWN = MappingProxyType({"broader": (2, ROOM), "narrower": (3, ROOM), "related": (6, BESIDE_ROOM)})


@dataclass(frozen=True, slots=True)
class Relations:
    """A term's own name and the fragments of the terms around it."""

    own: str
    broader: Refs = ()
    narrower: Refs = ()
    related: Refs = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What all maps of a site share: words, `more` that for the number of terms left out, and the way text runs."""

    broader: str
    narrower: str
    more: Callable[[int], str]
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class _Node:
    """One link of the map: its lines, and where it leads."""

    lines: tuple[str, ...]
    url: str

    @property
    def height(self) -> int:
        return len(self.lines) * LINE


def draw(relations: Relations, root: str, setting: Setting) -> str:
    """The map of a term as one `svg` element; empty for a term without relations. Pure.

    `root` is the way to the site's root. Of many relations the first are drawn; the others are behind a link to
    the list on the same page.
    """
    if not (relations.broader or relations.narrower or relations.related):
        return ""
    drawing = _Drawing(setting)
    drawing.stack(_nodes("broader", relations.broader, root, setting))
    if relations.broader:
        drawing.stem(setting.broader)
    drawing.own(relations.own)
    drawing.beside(_nodes("related", relations.related, root, setting))
    if relations.narrower:
        drawing.stem(setting.narrower)
    drawing.stack(_nodes("narrower", relations.narrower, root, setting))
    return drawing.svg()


def _nodes(relation: str, refs: Refs, root: str, setting: Setting) -> list[_Node]:
    most, room = _SHOWN[relation]
    # Six of six are drawn; of seven, five, and "2 more" takes the place of the sixth: the drawing keeps its height.
    shown = refs if len(refs) <= most else refs[: most - 1]
    nodes = []
    for ref in shown:
        label = f"{ref['title']} ({ref['qualifier']})" if ref["qualifier"] else ref["title"]
        nodes.append(_Node(wrap(label, room, 3), root + ref["url"]))
    if len(refs) > len(shown):
        nodes.append(_Node((setting.more(len(refs) - len(shown)),), f"#{relation}-terms"))
    return nodes


class _Drawing:
    """A map under way from top to bottom; `y` is how far it has come."""

    # How high a label is shows only once it is wrapped, so each piece is placed below the one before it, and the height
    # of the whole is known at the end.

    def __init__(self, setting: Setting) -> None:
        self.rtl = setting.rtl
        self.y = 0
        self.path = ""
        self.middle: list[str] = []
        self.sides: tuple[list[str], list[str]] = ([], [])
        self.captions: list[str] = []

    def stack(self, nodes: Iterable[_Node]) -> None:
        """Nodes below one another in the middle."""
        for node in nodes:
            self.middle.append(_text(node, self.y + SIZE))
            self.y += node.height + GAP // 2

    def stem(self, caption: str) -> None:
        """A piece of the line down the middle, with the word for what lies at its other end."""
        self.path += f"M{MIDDLE} {self.y + 2}v{STEM}"
        self.captions.append(f'<text class="label" y="{self.y + STEM // 2 + 6}">{escapeHtml(caption)}</text>')
        self.y += STEM + 6

    def own(self, title: str) -> None:
        """The term itself, which is no link: the reader is there."""
        lines = wrap(title, OWN_ROOM, 3)
        self.middle.append(f'<text class="own" y="{self.y + OWN_SIZE}">{_lines(lines, OWN_LINE)}</text>')
        self.y += len(lines) * OWN_LINE + 4

    def beside(self, nodes: Sequence[_Node]) -> None:
        """Nodes two by two on either side of the line down the middle."""
        # Both of a row stand at one height, that of the taller label: otherwise the ticks of the line would not meet.
        top = self.y
        for row in (nodes[number : number + 2] for number in range(0, len(nodes), 2)):
            height = max(node.height for node in row)
            center = self.y + GAP + height // 2
            for side, node in zip(self.sides, row, strict=False):
                side.append(_text(node, center - node.height // 2 + SIZE - 1))
            start = MIDDLE if self.rtl and len(row) == 1 else MIDDLE - TICK + 4
            self.path += f"M{start} {center}h{(TICK - 4) * len(row)}"
            self.y += height + GAP
        if nodes:
            self.path += f"M{MIDDLE} {top + 2}V{self.y}"

    def svg(self) -> str:
        # Where text runs from right to left, the first of two stands on the right.
        near, far = MIDDLE - TICK, MIDDLE + TICK
        groups = [
            (MIDDLE, "middle", self.middle),
            (far if self.rtl else near, "end", self.sides[0]),
            (near if self.rtl else far, "start", [*self.sides[1], *self.captions]),
        ]
        drawn = "".join(
            f'<g transform="translate({x})" text-anchor="{anchor}">{"".join(texts)}</g>'
            for x, anchor, texts in groups
            if texts
        )
        # The lists beside the drawing say the same in words, so screen readers pass over it.
        return (
            f'<svg class="concept" viewBox="0 0 {WIDTH} {self.y + 2}" aria-hidden="true">'
            f'<path d="{self.path}"/>{drawn}</svg>'
        )


def _text(node: _Node, y: int) -> str:
    href = escapeHtml(node.url)
    return f'<a tabindex="-1" href="{href}"><text y="{y}">{_lines(node.lines, LINE)}</text></a>'


def _lines(lines: Sequence[str], height: int) -> str:
    first, *others = map(escapeHtml, lines)
    return first + "".join(f'<tspan x="0" dy="{height}">{line}</tspan>' for line in others)
