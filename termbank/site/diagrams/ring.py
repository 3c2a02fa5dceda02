"""The map of many terms, drawn as SVG: names around a ring by group, relations as lines through its middle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from markdown_it.common.utils import escapeHtml

from termbank.site.diagrams.regions import node_id
from termbank.site.diagrams.text_width import fit, width

# Units of the drawing are pixels at its natural size: sizes of text, and the distance from one line to the next.
SIZE, PITCH = 13, 19
HEADING_SIZE, HEADING_PITCH = 15, 36
# Ems that a name may take before it is cut.
ROOM = 24.0
# Between the ring and the names, and around the whole.
GAP, MARGIN = 10, 12
# Space above a group that continues on the second side: its heading stands on the first.
RUN_ON = 12
# Bounds of the horizontal radius: below, lines have no room to bend; above, the eye loses them.
NARROWEST, WIDEST = 110, 270
# The share of the whole by which the heights of the sides may differ; otherwise one group is split between them.
UNEVEN = 0.25

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """One term: its slug, the name it is shown by, and its page."""

    slug: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Terms that stand together under one heading. `url` is where the heading leads; `hue` is that of a category."""

    label: str
    url: str | None
    hue: int | None
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name in its place: `x` is the end that faces the ring. Of a heading, `node` is None."""

    group: Group
    node: Node | None
    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Band:
    """The piece of the ring that a group takes on one side, from `top` to `bottom`."""

    group: Group
    side: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands, with the middle of the ring at 0, 0. `sides` are the names on the first and second."""

    sides: tuple[tuple[PlacedName, ...], tuple[PlacedName, ...]]
    bands: tuple[Band, ...]
    radii: tuple[int, int]
    width: int
    height: int

    @property
    def points(self) -> dict[str, tuple[int, int]]:
        """The point of the ring at which the lines of each term end, by its slug."""
        return {
            name.node.slug: (name.x - (GAP if name.x > 0 else -GAP), name.y)
            for side in self.sides
            for name in side
            if name.node
        }


# --- where everything stands ---


def lay_out(groups: Sequence[Group], rtl: bool = False) -> Layout:
    """The positions of all names, in time linear in their number. Pure, and the same on every machine.

    The terms keep their order down the first side of the ring and then down the second. No two names touch.
    """
    # Force-directed layouts look well and differ with every new term and every processor; here A to Z runs down the
    # sides, so that a reader finds a name as in a list, and a new term moves its neighbors by a line.
    first, second = _halves(groups)
    extent = max(_extent(first), _extent(second))
    radii = (round(min(max(NARROWEST, extent * 0.34), WIDEST)), max(NARROWEST, round(extent * 0.57) + PITCH))
    signs = (1, -1) if rtl else (-1, 1)
    placed = [_side(part, sign, radii, extent) for part, sign in zip((first, second), signs, strict=True)]
    sides = (tuple(placed[0][0]), tuple(placed[1][0]))
    reach = max(
        abs(name.x) + width(name.text) * (SIZE if name.node else HEADING_SIZE)
        for side in sides
        for name in side
    )
    return Layout(
        sides,
        (*placed[0][1], *placed[1][1]),
        radii,
        2 * (round(reach) + MARGIN),
        extent + 2 * MARGIN,
    )


Portion = tuple[Group, tuple[Node, ...], bool]
"""The nodes of a group that stand on one side, and whether its heading stands there."""


def _halves(groups: Sequence[Group]) -> tuple[list[Portion], list[Portion]]:
    """The groups in two sides of nearly equal height; a group is split only if there is no other way."""
    # Four groups of 10 terms: two on each side. One group of 200 beside three of 5: no cut between groups leaves
    # sides of nearly equal height, so the large one runs down the first side and continues on the second.
    parts: list[Portion] = [(group, group.nodes, True) for group in groups]
    whole, above = _extent(parts), 0
    best = (whole, 0)
    for number, part in enumerate(parts, 1):
        above += _extent([part])
        best = min(best, (abs(whole - 2 * above), number))
    if best[0] <= UNEVEN * whole:
        return parts[: best[1]], parts[best[1] :]
    above = 0
    for number, part in enumerate(parts):
        group, nodes, _ = part
        if 2 * (above + _extent([part])) > whole:
            count = max(1, (whole // 2 - above - HEADING_PITCH) // PITCH)
            first, rest = (group, nodes[:count], True), (group, nodes[count:], False)
            return [*parts[:number], first], ([rest] if rest[1] else []) + parts[number + 1 :]
        above += _extent([part])
    return parts, []


def _extent(parts: Iterable[Portion]) -> int:
    """The height of these on a side."""
    return sum((HEADING_PITCH if headed else RUN_ON) + PITCH * len(nodes) for _, nodes, headed in parts)


def _side(
    parts: list[Portion], sign: int, radii: tuple[int, int], extent: int
) -> tuple[list[PlacedName], list[Band]]:
    """One side of the ring, spaced so that it is as high as the other."""
    names: list[PlacedName] = []
    bands: list[Band] = []
    # Three groups face four: the three are moved apart until both sides are equally high, and the ring looks whole.
    spare = extent - _extent(parts)
    apart = spare // (len(parts) - 1) if len(parts) > 1 else 0
    y = -(extent - spare + apart * (len(parts) - 1)) // 2 - apart
    for group, nodes, headed in parts:
        y += apart
        y += HEADING_PITCH if headed else RUN_ON
        if headed:
            at = y - PITCH // 2
            names.append(PlacedName(group, None, fit(group.label, ROOM), sign * (_ring(at, radii) + GAP), at))
        bands.append(Band(group, sign, y, y + PITCH * len(nodes)))
        for node in nodes:
            at = y + PITCH // 2
            names.append(PlacedName(group, node, fit(node.label, ROOM), sign * (_ring(at, radii) + GAP), at))
            y += PITCH
    return names, bands


def _ring(y: int, radii: tuple[int, int]) -> int:
    """The distance of the ring from its vertical axis at the height `y`."""
    # An ellipse by its square root: IEEE 754 defines that to the last bit, sines and cosines differ between machines.
    across, down = radii
    return round(across * sqrt(max(0.0, 1 - (y / down) ** 2)))


# --- as SVG ---


def draw(layout: Layout, related: Iterable[Pair], steps: Iterable[Pair], root: str) -> str:
    """The layout as one `svg` element, with a line for each pair of slugs; `steps` lead from narrower to broader.

    Each name is followed by a path of all its own lines, which is shown while the reader points at the name.
    """
    points = layout.points
    related_lines, up = _curves(related, points), _curves(steps, points)
    # Pointing at a name shows all its lines: with CSS alone, a path of them must stand right behind the name.
    own: dict[str, str] = {}
    for pair, curve in {**related_lines, **up}.items():
        for slug in pair:
            own[slug] = own.get(slug, "") + curve
    # What comes later is painted over what came before: first the lines, then bands and names.
    across, down = layout.width, layout.height
    return "".join(
        [
            '<svg class="map-drawing" paint-order="stroke" role="group" aria-labelledby="map-title" '
            'aria-describedby="map-legend" '
            f'width="{across}" height="{down}" viewBox="{-across // 2} {-down // 2} {across} {down}">',
            f'<path class="map-related" d="{"".join(related_lines.values())}"/>' if related_lines else "",
            f'<path class="map-broader" d="{"".join(up.values())}"/>' if up else "",
            *(_band(band, layout.radii) for band in layout.bands),
            '<g text-anchor="end">',
            *(_name(name, own, root) for name in layout.sides[0]),
            "</g><g>",
            *(_name(name, own, root) for name in layout.sides[1]),
            "</g></svg>",
        ]
    )


def _curves(pairs: Iterable[Pair], points: Mapping[str, tuple[int, int]]) -> dict[Pair, str]:
    """For each pair a line that bends toward the middle, the more the farther it goes."""
    curves = {}
    for a, b in pairs:
        if a in points and b in points:
            (x, y), (to_x, to_y) = points[a], points[b]
            distance = sqrt((x - to_x) ** 2 + (y - to_y) ** 2)
            # Neighbors on one side would be joined by a line along the ring, through the names between them: the bend
            # leads it inside. Across the ring, lines that all went straight would meet in one black knot.
            pull = distance / (distance + 2 * NARROWEST)
            bend_x, bend_y = (x + to_x) / 2 * (1 - pull), (y + to_y) / 2 * (1 - pull / 2)
            curves[a, b] = f"M{x} {y}Q{round(bend_x)} {round(bend_y)} {to_x} {to_y}"
    return curves


def _band(band: Band, radii: tuple[int, int]) -> str:
    start, end = (band.side * _ring(y, radii) for y in (band.top, band.bottom))
    # SVG's flag for the way around: without it the band of the second side would be drawn across the ring.
    sweep = 1 if band.side > 0 else 0
    arc = f"M{start} {band.top}A{radii[0]} {radii[1]} 0 0 {sweep} {end} {band.bottom}"
    return f'<path class="map-band {_hue(band.group)}" d="{arc}"/>'


def _name(name: PlacedName, own: Mapping[str, str], root: str) -> str:
    # A name that was cut says itself whole to a reader who points at it.
    full = name.node.label if name.node else name.group.label
    hint = f"<title>{escapeHtml(full)}</title>" if name.text != full else ""
    text = f'{hint}<text x="{name.x}" y="{name.y + SIZE // 3}">{escapeHtml(name.text)}</text>'
    if name.node is None:
        url = name.group.url
        head = f'class="map-head {_hue(name.group)}"'
        return f'<a {head} href="{escapeHtml(root + url)}">{text}</a>' if url else f"<g {head}>{text}</g>"
    lines = own.get(name.node.slug, "")
    return (
        f'<a id="{escapeHtml(node_id(name.node.slug))}" href="{escapeHtml(root + name.node.url)}">{text}</a>'
        + (f'<path d="{lines}"/>' if lines else "")
    )


def _hue(group: Group) -> str:
    return f"hue-{'none' if group.hue is None else group.hue}"
