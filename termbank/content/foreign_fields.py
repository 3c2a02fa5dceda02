"""Fields as other glossary tools, SKOS and static site generators name them, and what they are called here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, get_origin

from termbank.content.schema import Fields, ResourceFields, TermFields
from termbank.text.suggest import quote

_FOR_TERMS = MappingProxyType(
    {
        "title": "term name label preflabel headword word lemma heading entry concept",
        "qualifier": "disambiguation disambiguator context domain sense",
        "category": "tag tags categories keyword keywords topic topics subject subjects group section type theme",
        "summary": "description shortdescription shortdefinition hovertext tooltip abstract excerpt gloss teaser short",
        "aliases": "synonym synonyms altlabel altlabels alsoknownas aka alternatives alternativelabel othernames",
        "abbreviations": "acronym acronyms abbr abbrs initialism shortform",
        "hidden_aliases": "hiddenlabel hiddenlabels misspelling misspellings",
        "forms": "plural plurals inflection inflections variants",
        "sort_as": "sortkey sorttitle defaultsort",
        "related": "seealso relatedterms relatedterm see relations",
        "broader": "parent parents broaderterm broaderterms isa hypernym hypernyms",
        "confused_with": "notconfusedwith antonym antonyms contrast distinguish differentfrom",
        "replaced_by": "supersededby isreplacedby useinstead use",
        "formerly": "redirectfrom redirects oldslug slugs formername",
        "reviewed": "lastreviewed reviewdate checked",
        "same_as": "exactmatch closematch wikidata wikipedia uri",
    }
)
_FOR_RESOURCES = MappingProxyType(
    {
        "title": "name label heading",
        "url": "link href website uri source address",
        "author": "authors creator creators by",
        "editor": "editors editedby",
        "isbn": "isbns",
        "eric": "ericid ericnumber accessionnumber",
        "license": "licence rights copyright",
        "resource_type": "type itemtype kind format category tags",
        "published_in": (
            "journal container containertitle booktitle publicationtitle sourcetitle secondarytitle series magazine"
        ),
        "publisher": "institution organization",
        "volume": "vol",
        "issue": "number no",
        "year": "date published publicationdate issued publicationyear",
        "terms": "tags related keywords concepts",
        "language": "lang locale",
        "checked": "accessed accessdate lastchecked visited",
        "archived_url": "archive archived archiveurl",
    }
)
# What has no field, because it comes from somewhere else.
_ELSEWHERE = MappingProxyType(
    {
        "dates come from git; `reviewed` is the day of the last review": (
            "date lastmod lastmodified modified updated lastupdated created published"
        ),
        "the text below the second `---` is the definition; `summary` may shorten it": (
            "definition def meaning body content text"
        ),
        "the name of the file is the address of the page": "id slug permalink address url anchor",
        "narrower terms are found by the `broader` that each of them names": "narrower children hyponym hyponyms",
        "write `status: draft` for a draft, or remove the line": "draft isdraft hidden",
        "write `status: deprecated`, and its successor as `replaced_by`": "deprecated obsolete retired",
        "remove the line: the theme decides this": (
            "layout template weight order position sidebarlabel sidebarposition navorder"
        ),
        "link them in the text, or name this term in their `terms`": "sources references citations bibliography",
        "the language is that of the whole site: `language` in site.yaml": "lang language locale",
    }
)


def _names(declared: type[Fields]) -> Mapping[str, str]:
    """What others call the fields of terms or of resources, to which a site may have added its own."""
    if issubclass(declared, TermFields):
        return _FOR_TERMS
    return _FOR_RESOURCES if issubclass(declared, ResourceFields) else MappingProxyType({})


def hint(name: str, declared: type[Fields], present: frozenset[str], slug: str) -> tuple[str, str]:
    """What to write instead of the unknown field `name`, and the declared field that it stands for; empty if unknown.

    `present` are the fields that the file has, and `slug` is the record's.
    """
    # `skos:prefLabel`, `pref_label` and `Pref Label` are one name.
    plain = re.sub(r"[^a-z]", "", name.rpartition(":")[2].lower())
    own = _names(declared)
    for field, names in own.items():
        if plain in names.split():
            if field in present:
                return (
                    f"its place here is {quote(field)}, which the file has already: remove one of the two",
                    field,
                )
            # Some values change their form as well: tags are a list, and a category is one text.
            forms: dict[Any, str] = {
                tuple: f"`{field}:` with one value a line, each after a dash",
                dict: f"`{field}:` with lines such as `slug: one sentence`",
            }
            form = forms.get(get_origin(declared.model_fields[field].annotation), f"`{field}: …`")
            return f"here it is called `{field}`: write {form}", field
    # A book among the terms has `url`, `author` and `year`.
    other: type[Fields] = ResourceFields if issubclass(declared, TermFields) else TermFields
    noun, folder = ("a resource", "resources") if issubclass(declared, TermFields) else ("a term", "terms")
    if slug and name in other.model_fields and name != "language":
        cure = f"it is a field of {noun}: if this is one, move the file to {quote(f'{folder}/{slug}.md')}"
        return cure, ""
    if issubclass(declared, TermFields):
        for cure, names in _ELSEWHERE.items():
            if plain in names.split():
                return cure, ""
    return "", ""


def field_for(name: str, declared: type[Fields]) -> str:
    """The declared field that others call `name`; empty if there is none."""
    plain = re.sub(r"[^a-z]", "", name.rpartition(":")[2].lower())
    own = _names(declared)
    return next((field for field, names in own.items() if plain in names.split()), "")
