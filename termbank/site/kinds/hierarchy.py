"""The hierarchy: all terms that are broader or narrower than another, as a tree."""

from __future__ import annotations

from collections.abc import Iterator

from termbank.site.page import Context, Page
from termbank.site.parts.context import SiteContext
from termbank.site.parts.hierarchy import Branch, Node, place_id
from termbank.text.urls import path_to_url


def pages(site: SiteContext) -> Iterator[Page]:
    """The tree, and the pages where its large branches go on."""
    for branch in site.hierarchy.branches if site.hierarchy else ():
        top = site.glossary.terms[branch.top] if branch.top else None
        title = site.say("hierarchy_below", title=top.label) if top else site.say("hierarchy")

        def context(branch: Branch = branch, title: str = title) -> Context:
            return {
                "title": title,
                "top": site.fragments.ref(site.glossary.terms[branch.top]) if branch.top else None,
                "nodes": [_node(site, node) for node in branch.nodes],
                "parts": branch.part.links(),
            }

        yield site.chrome.page(
            branch.part.path,
            "hierarchy.html",
            site.chrome.part_title(title, branch.part),
            context,
            site.say("hierarchy_intro"),
            # What a branch says stands on the pages of its terms, too.
            noindex=bool(top),
        )


def _node(site: SiteContext, node: Node) -> Context:
    narrower = site.glossary.links.narrower.get(node.slug, ())
    assert site.hierarchy
    elsewhere = path_to_url(node.rest) if node.rest else site.hierarchy.places[node.slug]
    return {
        "ref": site.fragments.ref(site.glossary.terms[node.slug]),
        "id": place_id(node.slug) if node.first else None,
        "count": len(narrower),
        "below": [_node(site, each) for each in node.below],
        # The page where its narrower terms stand, if that is not here.
        "elsewhere": elsewhere if narrower and not node.below else None,
    }
