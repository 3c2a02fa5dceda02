"""How well prose is linked: what authors linked by hand is the key, and other links are drawn for reading.

    python -m bench.linking_quality [--draw 120] [--seed 1] [--missed] FOLDER ...

Each FOLDER holds the content of a glossary. A copy of it without its written links between terms is linked; a link
of the authors counts as found where the copy's page links to the same term. From the links that authors did not
make `--draw` are printed with their surroundings, the same ones for one seed. `--missed` prints what was not found.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from termbank import Config, Glossary, load
from termbank.content.key import Key
from termbank.content.model import Record

_AROUND = 60


def main() -> None:
    """Print the share that is found for each folder and over all of them, then the links that were drawn."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--draw", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    found = wanted = 0
    others: list[str] = []
    for folder in options.folders:
        key, bare = _key(load(_config(folder))), _without_links(folder)
        linked = {(record, link.target) for record, links in bare.links.automatic.items() for link in links}
        hits = sum(pair in linked for pair in key)
        found, wanted = found + hits, wanted + len(key)
        name = folder.parent.name if folder.name == "content" else folder.name
        print(f"{name:15} {hits:5} of {len(key):5} found{_share(hits, len(key))}")
        if options.missed:
            print(*(f"  {record.slug} → {target}: {text!r}" for (record, target), text in sorted(key.items())
                    if (record, target) not in linked), sep="\n")  # fmt: skip
        others += _others(bare, key)
    print(
        f"{'all':15} {found:5} of {wanted:5} found{_share(found, wanted)}\n\n{len(others)} other links; of these:"
    )
    print(*sorted(random.Random(options.seed).sample(others, min(options.draw, len(others)))), sep="\n")


def _config(folder: Path) -> Config:
    return Config(content=folder, cache=None, allow=("all",))


def _share(hits: int, count: int) -> str:
    return f"  {hits / count:6.1%}" if count else ""


def _links(glossary: Glossary, record: Record) -> Iterator[tuple[int, int, str, str]]:
    """Where `record` has links to other terms in its file, with their text and what they lead to."""
    for link, target in zip(record.body.links, glossary.links.written[record.key], strict=True):
        is_term = target and target.key and target.key.kind == "term" and target.key != record.key
        if is_term and link.kind != "image":
            assert target
            assert target.key
            yield link.span.start, link.span.end, link.text, target.key.slug


def _key(glossary: Glossary) -> dict[tuple[Key, str], str]:
    """What authors linked: page and term, with the text of the first such link."""
    found: dict[tuple[Key, str], str] = {}
    for record in glossary.terms.values():
        for _, _, text, slug in _links(glossary, record):
            found.setdefault((record.key, slug), text)
    return found


def _without_links(folder: Path) -> Glossary:
    """The glossary of `folder`, as it would be if its authors had written no links between terms."""
    glossary = load(_config(folder))
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "content"
        shutil.copytree(folder, copy)
        for record in glossary.terms.values():
            file = copy / record.path
            text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
            for start, end, shown, _ in sorted(_links(glossary, record), reverse=True):
                text = text[:start] + shown + text[end:]
            file.write_text(text, encoding="utf-8")
        return load(_config(copy))


def _others(glossary: Glossary, key: dict[tuple[Key, str], str]) -> Iterator[str]:
    """The links of `glossary` that are not in `key`, each in its sentence."""
    for record in glossary.terms.values():
        for link in glossary.links.automatic[record.key]:
            if (record.key, link.target) not in key:
                parts = [
                    part.text
                    for part in record.body.parts[max(link.first - 4, 0) : link.first]
                    if part.start >= 0 or part.kind == "fixed"
                ]
                part = record.body.parts[link.first].text
                before = "".join(parts) + part[: link.offset]
                after = record.body.parts[link.last].text[link.end :]
                shown = f"{before[-_AROUND:]}⟦{link.text}⟧{after[:_AROUND]}".replace("\n", " ")
                yield f"{record.slug} → {link.target}: {shown}"


if __name__ == "__main__":
    main()
