"""Names of entries: titles taken apart, synonyms found in the text, and a slug for each."""

from __future__ import annotations

import re
from collections import Counter

from termbank.importers.found import Entry, Found
from termbank.linking.names import abbreviates
from termbank.text.urls import slug_problem, slugify

_WITH_LETTERS = re.compile(r"(?P<words>[^()]+?)\s*\((?P<letters>[^()\s]{2,10})\)")
_LETTERS_FIRST = re.compile(r"(?P<letters>[^()\s]{2,10})\s*\((?P<words>[^()]+)\)")
# "also known as X": X ends where the sentence goes on.
_ALSO = re.compile(
    r"\b(?:also|sometimes|often|commonly) (?:known|referred to|called) as |\balso called |\ba\.?k\.?a\.? ",
    re.IGNORECASE,
)
_SYNONYM = re.compile(
    r"""
    (?:an?[ ]|the[ ])? [“"'*_]{0,3}
    ([^\W_] (?: [\w'’/+\#-] | [ ](?!(?:or|and|is|are|was|in|by|because)\b) ){1,40}?)
    [”"'*_]{0,3} (?= [,.;:)] | [ ](?:or|and|is|are|in|by)\b | $ )
    """,
    re.VERBOSE,
)


def name(entry: Entry, found: Found) -> None:
    """Take apart a title that holds an abbreviation, and find synonyms that only the text gives."""
    entry.title = " ".join(re.sub(r"[*_`]{1,3}(\S.*?)[*_`]{1,3}", r"\1", entry.title).strip(' \t"“”').split())
    if not entry.title:
        entry.title = entry.body.partition("\n")[0][:40].strip() or "Untitled"
        found.lose("no title: the beginning of the text is used", entry.place)
    # Titles of works are theirs to the letter: "Learning (2nd ed.)" holds no abbreviation.
    if entry.kind == "resource":
        return
    both = _WITH_LETTERS.fullmatch(entry.title) or _LETTERS_FIRST.fullmatch(entry.title)
    if both and abbreviates(both["letters"], both["words"]):
        entry.names.add(entry.title)
        entry.title = both["words"].strip()
        entry.add("abbreviations", both["letters"])
    # Only the first paragraph is about the term itself; later ones say what other things are called.
    first = entry.body.partition("\n\n")[0]
    for also in _ALSO.finditer(first):
        if synonym := _SYNONYM.match(first, also.end()):
            entry.add("aliases", " ".join(synonym[1].split()))
    for list_name in ("aliases", "abbreviations", "hidden_aliases"):
        if isinstance(values := entry.fields.get(list_name), list):
            shown = dict.fromkeys(" ".join(value.split()) for value in values)
            entry.fields[list_name] = [value for value in shown if value.casefold() != entry.title.casefold()]


def give_slugs(found: Found) -> None:
    """A slug for each entry, no two the same; equal titles get a qualifier, so that readers can tell them apart."""
    titles = Counter((entry.kind, entry.title.casefold()) for entry in found.entries)
    seen: Counter[tuple[str, str]] = Counter()
    taken: set[tuple[str, str]] = set()
    for entry in found.entries:
        slug = entry.slug if entry.slug and not slug_problem(entry.slug) else slugify(entry.title)
        # A title of signs alone, such as "?!", gives none.
        slug = slug or entry.kind
        if slug_problem(slug):
            slug = f"{slug}-{entry.kind}"
        same = (entry.kind, entry.title.casefold())
        seen[same] += 1
        if titles[same] > 1 and entry.kind == "term" and "qualifier" not in entry.fields:
            category = entry.fields.get("category")
            others = [
                each
                for each in found.entries
                if each is not entry and (each.kind, each.title.casefold()) == same
            ]
            # "Transfer" of finance and "Transfer" of learning: the categories say what a number could not.
            told_apart = isinstance(category, str) and all(
                each.fields.get("category") != category for each in others
            )
            if seen[same] > 1 or told_apart:
                entry.fields["qualifier"] = (
                    category if told_apart and isinstance(category, str) else str(seen[same])
                )
                found.lose("a title that is there twice: told apart by a qualifier, please look", entry.place)
        # Two files of one name in different folders become two files of one folder.
        number, base = 2, slug
        while (entry.kind, slug) in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add((entry.kind, slug))
        entry.slug = slug
