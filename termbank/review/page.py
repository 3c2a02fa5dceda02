"""A review as a page for a browser: both renderings of each page that changed, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from termbank.content.key import Key
from termbank.content.routes import record_path
from termbank.review.compare import Changed, Review
from termbank.review.report import headline
from termbank.text.report import as_concise
from termbank.text.word_diff import Segment, changes_in_context

BEFORE, NOW = "before", "now"
"""The folders of the two sites beside the page."""

_STYLE = """\
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { margin: 2rem auto; max-width: 96rem; padding: 0 1rem; }
details { border-top: 1px solid; padding: .5rem 0; }
summary { cursor: pointer; font-weight: 600; min-height: 1.75rem; }
.sides { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
.sides h3 { font-size: 1rem; margin: .5rem 0; }
iframe { background: #fff; border: 1px solid; box-sizing: border-box; height: 40rem; width: 100%; }
ins { font-weight: 600; text-decoration: underline; }
del { opacity: .75; }
"""


def write(review: Review, content: Path, folder: Path) -> None:
    """Write `index.html` and its style to `folder`, beside the sites `before` and `now`."""
    blocks = [_block(record.label, [], "", _address(NOW, record.key)) for record in review.added]
    added = "".join(blocks)
    removed = "".join(_block(record.label, [], _address(BEFORE, record.key), "") for record in review.removed)
    sections = [("Added", added), ("Removed", removed)]
    sections += [
        (title, "".join(map(_change, changes)))
        for title, changes in (("Changed", review.changed), ("Linked differently", review.affected))
    ]
    body = "".join(f"<h2>{title}</h2>\n{blocks}" for title, blocks in sections if blocks)
    if review.problems:
        found = "".join(
            f"<li>{escape(line)}</li>\n" for line in as_concise(review.problems, content).splitlines()
        )
        body += f"<h2>New problems</h2>\n<ul>\n{found}</ul>\n"
    (folder / "review.css").write_text(_STYLE, encoding="utf-8")
    (folder / "index.html").write_text(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self' file:; "
        "frame-src 'self' file:\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<title>What this change does</title>\n'
        '<link rel="stylesheet" href="review.css">\n</head>\n<body>\n<main>\n<h1>What this change does</h1>\n'
        f"<p>Compared with {escape(review.base)}: {escape(headline(review))}.</p>\n{body}</main>\n</body>\n</html>\n",
        encoding="utf-8",
    )


def _address(site: str, key: Key) -> str:
    return f"{site}/{record_path(*key)}"


def _change(change: Changed) -> str:
    notes = [
        f"<p>{escape(name)}: <del>{escape(before)}</del> <ins>{escape(after)}</ins></p>\n"
        for name, (before, after) in change.fields.items()
    ]
    notes += [f"<p>{_marked(segments)}</p>\n" for segments in (change.definition, change.text) if segments]
    for name, links in (("Gains links to", change.gained), ("Loses links to", change.lost)):
        if links:
            listed = ", ".join(
                f"{link.label} (automatic)" if link.automatic else link.label for link in links
            )
            notes.append(f"<p>{name}: {escape(listed)}</p>\n")
    return _block(change.record.label, notes, _address(BEFORE, change.old), _address(NOW, change.record.key))


def _marked(segments: Sequence[Segment]) -> str:
    marks = {"gone": "del", "new": "ins"}
    pieces = []
    for segment in changes_in_context(segments):
        text, tag = escape(segment.text), marks.get(segment.kind)
        pieces.append(f"<{tag}>{text}</{tag}>" if tag else text)
    return "".join(pieces)


def _block(label: str, notes: Sequence[str], before: str, now: str) -> str:
    # A frame loads only when its record is opened: a change of a common word may touch hundreds of pages.
    sides = "".join(
        f'<div><h3>{name}</h3><iframe loading="lazy" title="{escape(label)}, {name.lower()}" src="{escape(address)}">'
        "</iframe></div>\n"
        for name, address in (("Before", before), ("Now", now))
        if address
    )
    head = f"<details>\n<summary>{escape(label)}</summary>\n{''.join(notes)}"
    return f'{head}<div class="sides">\n{sides}</div>\n</details>\n'
