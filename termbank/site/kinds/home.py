"""The home page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from termbank.content.model import Term
from termbank.content.schema import Status
from termbank.site.page import Context, Page, keys
from termbank.site.parts.body import ALL
from termbank.site.parts.context import SiteContext
from termbank.site.parts.linked_data import document

FEW = 5
EXAMPLES = 3
PAIRS_AT_HOME = 6


def pages(site: SiteContext) -> Iterator[Page]:
    """The page where readers start."""
    settings, count = site.glossary.site, len(site.index.terms)
    description = settings.description or site.say("terms_description", n=count, site=settings.title)
    texts = [site.glossary.pages[slug] for slug in ("index",) if slug in site.glossary.pages]
    context = partial(_home_context, site)
    yield site.chrome.page(
        "index.html", "home.html", None, context, description=description, embeds=partial(keys, texts),
        source=texts[0].path if texts else "site.yaml" if site.glossary.site_front else None,
    )  # fmt: skip


def _home_context(site: SiteContext) -> Context:
    # The home page never says which terms matter: how connected they are decides, so nobody needs to keep a list.
    weight = site.index.weight
    ranked = sorted(site.index.terms, key=lambda term: -weight[term.slug])
    active = [term for term in ranked if term.fields.status is not Status.DEPRECATED]

    def is_initialism(term: Term) -> bool:
        words = term.fields.title.replace("-", " ").split()
        return "".join(word[0] for word in words).upper() in term.fields.abbreviations

    # The first example shows that abbreviations are found as well.
    examples = [term for term in active if is_initialism(term)][:1]
    examples += [term for term in active if term not in examples][: EXAMPLES - len(examples)]
    ranked_in: defaultdict[str | None, list[Term]] = defaultdict(list)
    for term in active:
        ranked_in[term.fields.category].append(term)
    # Each term once: "formative and summative", "formative and diagnostic" would be half a page of one term.
    pairs: list[tuple[str, str]] = []
    for pair in sorted(site.index.pairs, key=lambda pair: -(weight[pair[0]] + weight[pair[1]])):
        if len(pairs) < PAIRS_AT_HOME and not any(slug in other for other in pairs for slug in pair):
            pairs.append(pair)
    text = site.glossary.pages.get("index")
    linked, days = site.linked_data("index.html"), map(site.history.changed, site.history.records)
    return {
        "linked_data_html": document(
            [linked.website(searchable=bool(site.base_url)), linked.term_set(max(days, default=""))]
        ),
        # What the site says of itself there, in place of its description.
        "text_html": site.bodies.html(text, ALL, "") if text else "",
        "counts": {"terms": len(site.index.terms), "resources": len(site.index.resources)},
        "examples": [site.fragments.ref(term) for term in examples],
        "categories": [
            site.fragments.value(value)
            | {"terms": [site.fragments.ref(term) for term in ranked_in[value.value][:FEW]]}
            for value in site.index.categories
        ],
        "principles": [site.fragments.value(value) for value in site.index.principles],
        "pairs": [site.fragments.pair(pair) for pair in pairs],
        "pairs_url": "compare/index.html" if len(site.index.pairs) > PAIRS_AT_HOME else None,
        "resource_types": [site.fragments.value(value) for value in site.index.types],
        "lately": site.changelog.lately(),
    }
