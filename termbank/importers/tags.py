"""What template languages put into texts: shortcodes of Hugo, tags of Liquid, macros of MDN."""

from __future__ import annotations

import re

from termbank.importers.found import Found

REF = "term:"
"""The scheme of links whose address is a name, until all entries are known and it is resolved."""

# Hugo: {{< glossary_tooltip text="pods" term_id="pod" >}}, {{% … %}}; Jekyll: {% … %}; MDN: {{Glossary("…")}}.
SHORTCODE = re.compile(r"\{\{[<%]\s*(/?)\s*([\w/-]+)(.*?)\s*/?[>%]\}\}", re.DOTALL)
_ARGUMENT = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))|"([^"]*)"|'([^']*)'|(\S+)""")
MACRO = re.compile(r"\{\{\s*([A-Za-z_][\w-]*)\s*(?:\((.*?)\))?\s*\}\}", re.DOTALL)
LIQUID = re.compile(r"\{%-?\s*(\w+)(.*?)-?%\}", re.DOTALL)
VARIABLE = re.compile(r"\{\{-?\s*[\w.| :'\"-]+?\s*-?\}\}")


def liquid(match: re.Match[str], place: str, found: Found) -> str:
    """`{% link _terms/pod.md %}` is an address; what only computes shows nothing."""
    if match[1] in ("comment", "endcomment", "raw", "endraw", "assign", "capture", "endcapture"):
        return ""
    _, plain = _arguments(match[2])
    if match[1] in ("link", "post_url") and plain:
        return f"{REF}{plain[0]}"
    return lost(f"the tag `{match[1]}`", place, found)


# Hugo writes `text="pods" term_id="pod"` or `"pod" "pods"`, and MDN `"pod", "pods"`.
def _arguments(text: str) -> tuple[dict[str, str], list[str]]:
    named, plain = {}, []
    for found in _ARGUMENT.finditer(text):
        if found[1]:
            named[found[1].lower()] = found[2] or found[3] or found[4] or ""
        else:
            plain.append(found[5] or found[6] or (found[7] or "").strip(","))
    return named, [item for item in plain if item]


# Boxes of Hugo's themes.
_BOXES = frozenset(
    [
        "heading",
        "note",
        "warning",
        "caution",
        "tip",
        "alert",
        "details",
        "blockquote",
        "quote",
        "p",
        "pageinfo",
        "callout",
        "admonition",
        "notice",
        "hint",
        "info",
        "expand",
        "columns",
        "column",
        "tabs",
        "tab",
        "cardpane",
        "card",
        "steps",
        "center",
        "important",
        "figure",
        "highlight",
        "button",
    ]
)


def shortcode(match: re.Match[str], place: str, found: Found) -> str:
    """What a shortcode of Hugo stands for: a link for a glossary's own, its text otherwise."""
    named, plain = _arguments(match[3])
    name = match[2].lower()
    target = named.get("term_id") or named.get("term") or named.get("id") or named.get("slug")
    if "glossary" in name or "tooltip" in name or name in ("term", "def", "gloss"):
        target = target or (plain[0] if plain else "")
        text = named.get("text") or (plain[1] if len(plain) > 1 else target)
        return f"[{text}]({REF}{target})" if target else ""
    if name in ("ref", "relref") and plain:
        # It stands where an address does: `[text]({{< ref "pods" >}})`.
        return f"{REF}{plain[0]}"
    # Boxes around text: what they hold stays, and their title is all that they say themselves.
    if name in _BOXES:
        if picture := named.get("src"):
            found.lose(f"the picture `{picture[:60]}`: copy it to `media/` and show it again", place)
        return named.get("title") or named.get("caption") or ""
    if named.get("text"):
        return named["text"]
    return lost(f"the shortcode `{match[2]}`", place, found)


# MDN's macros that show a name of the web platform as code, with a link to its own pages.
_NAMED = frozenset(
    ["jsxref", "domxref", "htmlelement", "cssxref", "httpheader", "httpstatus", "httpmethod", "svgelement", "svgattr",
     "csp", "mathmlelement", "rfc"]
)  # fmt: skip


def macro(match: re.Match[str], place: str, found: Found) -> str:
    """What a macro of MDN stands for: `{{Glossary("api", "an interface")}}` is a link, `{{domxref("Window")}}` code."""
    _, plain = _arguments((match[2] or "").replace(",", " "))
    name = match[1].lower()
    if name in ("glossary", "term") and plain:
        quoted = [part for part in re.findall(r"""["']([^"']*)["']""", match[2] or "") if part]
        target, text = quoted[0] if quoted else plain[0], quoted[1] if len(quoted) > 1 else ""
        return f"[{text or target}]({REF}{target})"
    if name in _NAMED and plain:
        quoted = [part for part in re.findall(r"""["']([^"']*)["']""", match[2] or "") if part]
        shown = quoted[1] if len(quoted) > 1 else quoted[0] if quoted else plain[0]
        return f"`<{shown}>`" if name.endswith("element") else f"`{shown}`"
    return lost(f"the macro `{match[1]}`", place, found)


def lost(what: str, place: str, found: Found) -> str:
    """Nothing in place of `what`, which is noted."""
    found.lose(f"{what} of another tool", place)
    return ""
