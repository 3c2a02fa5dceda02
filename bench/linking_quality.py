"""How well prose is linked: what authors linked by hand is the key, and other links are drawn for reading.

    python -m bench.linking_quality [--draw 120] [--seed 1] [--missed] FOLDER ...

Each FOLDER holds the content of a glossary. A copy of it without its written links between terms is linked; a link
of the authors counts as found where the copy's page links to the same term, or to the term that it says readers should
see instead. Two shares are given: of all links of the authors, and of those whose text is a name of the term or a form
of one; nothing could find the others without guessing. A link is one of the others if the glossary without it has no
name of the target that reads as the link's text, in the front matter, in a form derived from it, or in the first words
of the definition. They are mostly words of the same family ("control" for "Controller", "validation" for "Validate",
"inconsistent" for "Inconsistency"), a word of a longer name ("threshold" for "Signing threshold"), and what an author
knew to be related ("signing keys" for "Digital signature"). They stay in the first share, which is the one to quote:
a reader misses them as much. `--missed` prints what was not found, by kind. From the links that authors did not make
`--draw` are printed with their surroundings, the same ones for one seed.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from termbank import Config, Glossary, load
from termbank.content.key import Key
from termbank.content.model import Record
from termbank.linking.autolinks import AutoLinker
from termbank.linking.explain import REASONS, explain
from termbank.linking.names import Names, collect, normalize

_AROUND = 60
_INSIDE = re.compile(r"\[(?!\[)(.*)\](?:\(.*\)|\[.*\])", re.DOTALL)
_UNNAMED = "its text is no name of the term"

# What authors linked: page and term, with the texts of these links.
_Links = Mapping[tuple[Key, str], list[str]]


def main() -> None:
    """Print the shares that are found for each folder and over all of them, then the links that were drawn."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--draw", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    found = wanted = named = 0
    others: list[str] = []
    for folder in options.folders:
        key, bare = _key(load(_config(folder))), _without_links(folder)
        missed = _missed(bare, key)
        hits, sayable = len(key) - len(missed), len(key) - list(missed.values()).count(_UNNAMED)
        found, wanted, named = found + hits, wanted + len(key), named + sayable
        print(_line(folder.parent.name if folder.name == "content" else folder.name, hits, len(key), sayable))
        if options.missed:
            _print_missed(missed, key)
        others += _others(bare, key)
    print(f"{_line('all', found, wanted, named)}\n\n{len(others)} other links; of these:")
    print(*sorted(random.Random(options.seed).sample(others, min(options.draw, len(others)))), sep="\n")


def _line(name: str, hits: int, count: int, sayable: int) -> str:
    if not count:
        return f"{name:12} no links between terms"
    by_name = f"where the text is a name: {hits:4} of {sayable:4} {hits / sayable:6.1%}"
    return f"{name:12} {hits:4} of {count:4} found {hits / count:6.1%}; {by_name}"


def _print_missed(missed: Mapping[tuple[Key, str], str], key: _Links) -> None:
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for (record, target), kind in sorted(missed.items()):
        kinds[kind].append(f"    {record.slug} → {target}: {', '.join(map(repr, key[record, target]))}")
    for kind, lines in sorted(kinds.items(), key=lambda item: -len(item[1])):
        print(f"  {len(lines)} missed: {kind}", *lines, sep="\n")


def _config(folder: Path) -> Config:
    return Config(content=folder, cache=None, allow=("all",))


def _links(glossary: Glossary, record: Record) -> Iterator[tuple[int, int, str, str]]:
    """Where `record` has links to other terms in its file, with their text and what they lead to."""
    for link, target in zip(record.body.links, glossary.links.written[record.key], strict=True):
        is_term = target and target.key and target.key.kind == "term" and target.key != record.key
        if is_term and link.kind != "image":
            assert target
            assert target.key
            yield link.span.start, link.span.end, link.text, target.key.slug


def _key(glossary: Glossary) -> _Links:
    found: defaultdict[tuple[Key, str], list[str]] = defaultdict(list)
    for record in glossary.terms.values():
        for _, _, text, slug in _links(glossary, record):
            found[record.key, slug].append(text)
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
                # Emphasis and code inside a link stay as they were.
                inside = _INSIDE.fullmatch(text[start:end])
                text = text[:start] + (inside[1] if inside else shown) + text[end:]
            file.write_text(text, encoding="utf-8")
        return load(_config(copy))


def _missed(bare: Glossary, key: _Links) -> dict[tuple[Key, str], str]:
    """The links of `key` that `bare` does not have, each with the reason why."""
    names = collect(bare)
    # "KEL" leads to the entry "Key Event Log" at once, where authors linked the entry "KEL", which says "See …".
    leads_to = AutoLinker.of(bare, names).targets
    linked = {(record, link.target) for record, links in bare.links.automatic.items() for link in links}
    return {
        (record, slug): _why(bare, names, record, slug, texts)
        for (record, slug), texts in key.items()
        if (record, leads_to.get(slug, slug)) not in linked
    }


def _why(bare: Glossary, names: Names, record: Key, slug: str, texts: list[str]) -> str:
    said = {normalize(" ".join(text.split()), bare.site.language).folded for text in texts}
    if not any(name.slug == slug for text in said for name in names.by_text.get(text, ())):
        return _UNNAMED
    for _, decision in explain(bare, [record]):
        if decision.reason and any(name.slug == slug for name in decision.names):
            return f"it {REASONS[decision.reason]}"
    return "it is in a longer name or word"


def _others(glossary: Glossary, key: _Links) -> Iterator[str]:
    """The links of `glossary` that are not in `key`, each in its sentence."""
    for record in glossary.terms.values():
        for link in glossary.links.automatic[record.key]:
            if link.kind == "term" and (record.key, link.target) not in key:
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
