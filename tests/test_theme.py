"""The theme: a site's own files, errors in them, and the consistency of the default theme."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
import tinycss2
import yaml
from jinja2 import nodes
from trees import (
    RICH,
    ROOT,
    Tree,
    build_project,
    by_id,
    environment,
    html,
    project,
    record,
    run,
    snapshot,
    text,
    with_class,
    write_tree,
)

from termbank import fast
from termbank.content.citation_formats import FORMATS
from termbank.content.schema import Access, FieldType, OwnerKind
from termbank.system.publish import publish
from termbank.system.store import Store
from termbank.text.markdown.body import RESERVED_IDS
from termbank.theme.assets import minify
from termbank.theme.environment import CompiledTemplates
from termbank.theme.lookup import Theme
from termbank.theme.render import FragmentCache

GOOD = {"terms/a.md": record("title: A"), "terms/b.md": record("title: B\nrelated:\n  - a")}
TEMPLATES = sorted((ROOT / "templates").glob("*.html"))
WORDS = yaml.safe_load((ROOT / "templates" / "words.en.yaml").read_text(encoding="utf-8"))

# Keys that are composed at run time, and the parts that they are composed of.
FACETS = ("type", "organization", "category", "principle", "access", "decade", "publisher")
PUT_TOGETHER = {
    *(f"access_{access}" for access in (*Access, "unknown")),
    *(f"handle_{kind}" for kind in ("doi", "eric", "isbn")),
    *(f"contribute_takes_{kind}" for kind in FieldType),
    *(f"contribute_in_{kind}" for kind in OwnerKind),
    *(f"facet_{facet}" for facet in FACETS),
    *(f"note_{kind}" for kind in ("note", "tip", "important", "warning", "caution")),
    *(
        f"{list}_{kind}"
        for list in ("changes", "lately", "feed")
        for kind in ("new_term", "new_resource", "refined")
    ),
    *(
        f"search_{word}"
        for word in ("results", "guessed", "texts", "nearest", "browse", "lists", "people", "pages")
    ),
    *(f"search_{word}" for word in ("versus", "either", "asking", "articles", "minor")),
    *(
        f"search_page_{page}"
        for page in ("terms", "resources", "compare", "tips", "contribute", "map", "hierarchy")
    ),
    *(f"search_page_{page}" for page in ("everything", "changes", "data", "license", "health")),
    *(f"nav_{section}" for section in ("terms", "resources", "compare", "tips")),
    *(f"month_{month:02}" for month in range(1, 13)),
    *(
        f"data_{records}_{form.suffix.removesuffix('.json')}"
        for records in ("terms", "resources")
        for form in FORMATS
    ),
}


def themed(folder: Path, theme: Tree, content: Tree = GOOD) -> Path:
    """The site of `content` with its own theme next to it."""
    project(folder, content)
    write_tree(folder, theme)
    result = build_project(folder)
    assert result.published, result.diagnostics
    return folder / "site"


OWN_TITLE = """\
{% extends "default/term.html" %}
{% block title %}
<h1>Mine: {{ term.title }}</h1>
{% endblock %}
"""


def test_a_custom_template_can_change_one_block(tmp_path: Path) -> None:
    page = html(themed(tmp_path, {"templates/term.html": OWN_TITLE}) / "terms" / "b.html")
    assert text(next(page.iter("h1"))) == "Mine: B"
    assert text(with_class(page, "refs")[0]) == "A"


def test_a_custom_template_changes_the_pages_that_extend_it(tmp_path: Path) -> None:
    base = '{% extends "default/base.html" %}\n{% block footer %}<footer>Ours</footer>{% endblock %}\n'
    site = themed(tmp_path, {"templates/base.html": base})
    feet = {text(next(html(page).iter("footer"))) for page in site.rglob("*.html")}
    assert feet == {"Ours"}


def test_a_template_sees_the_custom_fields_of_its_site(tmp_path: Path) -> None:
    own = '{% extends "default/term.html" %}\n{% block foot %}<p id="own">{{ term.extra.x_grade }}</p>{% endblock %}\n'
    content = {"terms/a.md": record("title: A\nx_grade: 9 to 12")}
    page = html(themed(tmp_path, {"templates/term.html": own}, content) / "terms" / "a.html")
    assert [text(element) for element in page.iter("p") if element.get("id") == "own"] == ["9 to 12"]


def test_template_output_is_escaped(tmp_path: Path) -> None:
    own = '{% extends "default/term.html" %}\n{% block foot %}{{ term.extra.x_note }}{% endblock %}\n'
    content = {"terms/a.md": record('title: A\nx_note: "<script>alert(1)</script>"')}
    site = themed(tmp_path, {"templates/term.html": own}, content)
    assert "&lt;script&gt;alert(1)" in (site / "terms" / "a.html").read_text(encoding="utf-8")


def test_a_page_value_takes_precedence_over_a_method_of_the_same_name(tmp_path: Path) -> None:
    own = '{% extends "default/term.html" %}\n{% block foot %}<b id="own">{{ {"items": 1}.items }}</b>{% endblock %}\n'
    page = html(themed(tmp_path, {"templates/term.html": own}) / "terms" / "a.html")
    assert text(by_id(page, "own")) == "1"


def test_a_custom_macro_knows_the_site_and_its_root(tmp_path: Path) -> None:
    theme = {
        "templates/_own.html": "{% macro home() %}<a id=own href={{ root }}x>{{ site.title }}</a>{% endmacro %}",
        "templates/term.html": '{% extends "default/term.html" %}\n{% import "_own.html" as own %}\n'
        "{% block foot %}{{ own.home() }}{% endblock %}\n",
    }
    link = by_id(html(themed(tmp_path, theme) / "terms" / "a.html"), "own")
    assert (link.get("href"), text(link)) == ("../x", "Glossary")


def own_foot(macro: str, foot: str, how: str = "") -> Tree:
    """A theme of which a term's page ends in `foot`; `macro` stands in another template, imported as `own`."""
    return {
        "templates/_own.html": macro,
        "templates/term.html": '{% extends "default/term.html" %}\n{% block foot %}\n'
        f'{{% import "_own.html" as own{how} %}}<b id="own">{foot}</b>{{% endblock %}}\n',
    }


FRAGMENTS = {
    "of an argument": own_foot(
        "{% macro show(term) %}{{ term.title }}{% endmacro %}", "{{ cached_fragment(own.show, term) }}"
    ),
    "of a list": own_foot(
        "{% macro show(terms) %}{{ terms[0].title }}{% endmacro %}", "{{ cached_fragment(own.show, [term]) }}"
    ),
    "of an import that sees the page": own_foot(
        "{% macro show() %}{{ term.title }}{% endmacro %}", "{{ cached_fragment(own.show) }}", " with context"
    ),
    "of a macro of the page": own_foot(
        "", "{% macro show() %}{{ term.title }}{% endmacro %}{{ cached_fragment(show) }}"
    ),
    "of another macro": own_foot(
        "{% macro show(other) %}{{ other() }}{% endmacro %}",
        "{% macro title() %}{{ term.title }}{% endmacro %}{{ cached_fragment(own.show, title) }}",
    ),
}


@pytest.mark.parametrize("fragment", FRAGMENTS)
@pytest.mark.parametrize("quick", [True, False], ids=["quick", "plain"])
def test_a_cached_fragment_never_shows_another_page(
    fragment: str, quick: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast, "ENABLED", quick)
    site = themed(tmp_path, FRAGMENTS[fragment])
    assert [text(by_id(html(site / f"terms/{slug}.html"), "own")) for slug in "ab"] == ["A", "B"]


def test_a_cached_fragment_is_made_once() -> None:
    asked: list[str] = []
    cache = FragmentCache()

    def macro(value: str) -> str:
        asked.append(value)
        return value

    assert [cache(macro, value) for value in ("a", "b", "a")] == ["a", "b", "a"]
    assert asked == ["a", "b"]


def compiled(theme: Theme, name: str) -> bool:
    """Whether this process compiled the template; else it was in the store."""
    cache = theme.environment.bytecode_cache
    assert isinstance(cache, CompiledTemplates)
    before = len(cache.new)
    theme.environment.get_template(name)
    theme.store.save()
    return len(cache.new) > before


def test_compiled_templates_are_cached_and_a_changed_one_is_compiled_again(tmp_path: Path) -> None:
    def own() -> Theme:
        return Theme(tmp_path, store=Store(tmp_path / "cache"))

    write_tree(tmp_path, {"templates/own.html": "one"})
    assert [compiled(own(), "own.html") for _ in range(2)] == [True, False]
    write_tree(tmp_path, {"templates/own.html": "two"})
    assert [compiled(own(), "own.html") for _ in range(2)] == [True, False]
    assert own().environment.get_template("own.html").render() == "two"


def test_all_templates_without_mistakes_are_compiled_at_once(tmp_path: Path) -> None:
    write_tree(tmp_path, {"templates/own.html": "one", "templates/wrong.html": "{% if %}"})
    theme = Theme(tmp_path)
    assert theme.is_new
    done = theme.compile_all()
    assert len(done) == len([*(theme.default / "templates").glob("*.html"), "own"])
    other = Theme(tmp_path)
    other.adopt(done)
    assert not other.is_new
    assert not compiled(other, "own.html")


def test_a_custom_template_renders_the_page_again(tmp_path: Path) -> None:
    project(tmp_path, GOOD)
    build_project(tmp_path, cache=tmp_path / "cache")
    write_tree(tmp_path, {"templates/term.html": OWN_TITLE})
    result = build_project(tmp_path, cache=tmp_path / "cache")
    assert text(next(html(tmp_path / "site" / "terms" / "b.html").iter("h1"))) == "Mine: B"
    assert len(result.rendered) == 2


def test_a_custom_asset_replaces_one_with_the_same_name(tmp_path: Path) -> None:
    site = themed(tmp_path, {"assets/icon.svg": "<svg/>", "assets/js/pages/own.js": "1"})
    assert (site / "assets" / "icon.svg").read_text(encoding="utf-8") == "<svg/>"
    assert (site / "assets" / "js" / "pages" / "own.js").is_file()
    assert (site / "assets" / "js" / "pages" / "filter.js").is_file()


def test_the_scripts_that_every_page_loads_are_one_file(tmp_path: Path) -> None:
    site = themed(tmp_path, {"assets/js/zz-one.js": "one();", "assets/js/zz-two.js": "two();"})
    assert (site / "assets" / "script.js").read_text(encoding="utf-8").endswith("one();\ntwo();")
    assert not (site / "assets" / "js" / "zz-one.js").exists()
    assert 'src="assets/script.js" defer' in (site / "index.html").read_text(encoding="utf-8")


def test_the_shared_script_comes_first(tmp_path: Path) -> None:
    site = themed(tmp_path, {"assets/js/common.js": "common();", "assets/js/a-first.js": "first();"})
    assert (site / "assets" / "script.js").read_text(encoding="utf-8").startswith("common();\nfirst();")


def test_a_page_style_sheet_stays_a_separate_file(tmp_path: Path) -> None:
    assets = themed(tmp_path, {"assets/css/pages/own.css": "h1 { color: teal; }"}) / "assets"
    assert (assets / "css/pages/own.css").read_text(encoding="utf-8") == "h1{color: teal}"
    assert "teal" not in (assets / "style.css").read_text(encoding="utf-8")


def test_the_custom_style_sheet_comes_last(tmp_path: Path) -> None:
    own = {"assets/css/custom.css": "h1 { color: teal }", "assets/css/zebra.css": "h2 { color: pink }"}
    style = (themed(tmp_path, own) / "assets" / "style.css").read_text(encoding="utf-8")
    assert style.endswith("h1{color: teal}")
    assert style.index("h2{color: pink}") < style.index("@media print")


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("a { color: red; }\n\n/* no */ b { top: 0 }", "a{color: red}b{top: 0}"),
        ("a:not(.b) > c, d + e {}", "a:not(.b) > c,d + e{}"),
        (
            "@media (width < 40rem) { a { b: calc(1px + 2px) } }",
            "@media (width < 40rem){a{b: calc(1px + 2px)}}",
        ),
        ("a /* x */ b {}", "a b{}"),
        ("a /* x */ b /* y */ {}", "a b{}"),
        ("p/**/.x /**/ {}", "p/**/.x{}"),
        ('li { list-style: "–  " }', 'li{list-style: "–  "}'),
        ('a::before { content: "a  b /* c */ ; }" }', 'a::before{content: "a  b /* c */ ; }"}'),
        (r"""a { content: '\'  ;}' ; }""", r"""a{content: '\'  ;}'}"""),
        ("a { background: url( data:a,b;c  /*d*/ ) ; }", "a{background: url( data:a,b;c  /*d*/ )}"),
        ('a { background: url( "a  b.png" ) }', 'a{background: url( "a  b.png" )}'),
        (r".sm\:p-\{ , .b {}", r".sm\:p-\{,.b{}"),
        ("a { /* only */ }", "a{}"),
    ],
)
def test_style_sheets_are_minified_without_changing_their_meaning(css: str, small: str) -> None:
    assert minify(css) == small


def test_strings_of_the_custom_style_sheet_stay_as_they_are(tmp_path: Path) -> None:
    own = 'q::before { content: "a  b"; /* why */ quotes: "{ " " }"; }'
    style = (themed(tmp_path, {"assets/css/custom.css": own}) / "assets" / "style.css").read_text("utf-8")
    assert style.endswith('q::before{content: "a  b";quotes: "{ " " }"}')


@pytest.mark.parametrize(
    "sheet", sorted((ROOT / "assets").rglob("*.css")), ids=lambda file: str(file.relative_to(ROOT / "assets"))
)
def test_a_style_sheet_of_the_theme_has_the_same_tokens_when_minified(sheet: Path) -> None:
    css = sheet.read_text(encoding="utf-8")
    assert tokens(css) == tokens(minify(css))


def tokens(css: str) -> list[str]:
    """The tokens of `css` but for comments, white space around marks, and the last semicolon of a block."""
    marks = ("{", "}", ";", ",")
    found = ["}"]
    for token in flat(tinycss2.parse_component_value_list(css, skip_comments=True)):
        if found[-1] == " " and token in (" ", *marks):
            found.pop()
        if token == "}" and found[-1] == ";":
            found.pop()
        if token != " " or found[-1] not in marks:
            found.append(token)
    return found if found[-1] != " " else found[:-1]


def flat(nodes: list[Any]) -> Iterator[str]:
    """The tokens of `nodes` and of the blocks among them."""
    for node in nodes:
        if node.type == "{} block":
            yield from ("{", *flat(node.content), "}")
        elif node.type == "function":
            yield from (f"{node.name}(", *flat(node.arguments), ")")
        else:
            yield " " if node.type == "whitespace" else node.serialize()


def test_texts_can_be_changed_one_by_one(tmp_path: Path) -> None:
    page = html(themed(tmp_path, {"templates/words.en.yaml": "nav_terms: Wordlist\n"}) / "index.html")
    assert [text(link) for link in with_class(page, "site-nav")[0].iter("a")] == ["Wordlist"]


def test_texts_in_the_language_of_the_site_come_before_english_ones(tmp_path: Path) -> None:
    content = GOOD | {"site.yaml": "language: de-AT\n"}
    theme = {
        "templates/words.de.yaml": "nav_terms: Begriffe\nmenu: Menü\n",
        "templates/words.de-AT.yaml": "menu: Karte\n",
    }
    page = html(themed(tmp_path, theme, content) / "index.html")
    assert [text(link) for link in with_class(page, "site-nav")[0].iter("a")] == ["Begriffe"]
    assert "Karte" in [text(summary) for summary in page.iter("summary")]


def own_term(lines: str) -> Tree:
    """A custom term template that replaces the title block with `lines`, the first on line 2."""
    return {
        "templates/term.html": f'{{% extends "default/term.html" %}}\n{{% block title %}}{lines}{{% endblock %}}\n'
    }


# For each mistake: the theme, the place, and what the message must name.
MISTAKES: dict[str, tuple[Tree, str, str]] = {
    "syntax error": (own_term("\n{% endfor %}"), "templates/term.html:3:", "endfor"),
    "syntax error in a partial": (
        {"templates/_macros.html": "{% macro hue(number) %}\n{% endmacro %}\n{% endif %}\n"},
        "templates/_macros.html:3:",
        "endif",
    ),
    "undefined variable": (own_term("\n\n{{ term.titel }}\n"), "templates/term.html:4:", "titel"),
    "missing word": (own_term('{{ say("nowhere") }}'), "templates/term.html:2:", "nowhere"),
    "word that needs a value": (
        {"templates/words.en.yaml": 'count_terms: "{m} terms"\n'},
        "",
        "count_terms",
    ),
    "missing template": (
        own_term('\n{% include "nowhere.html" %}\n'),
        "templates/term.html:3:",
        "nowhere.html",
    ),
    "missing parent": (
        {"templates/term.html": "{% extends 'default/trem.html' %}\n"},
        "templates/term.html:1:",
        "default/trem.html",
    ),
    "unknown filter": (own_term("{{ 1 | nowhere }}"), "templates/term.html:2:", "nowhere"),
    "division by zero": (own_term("{{ 1 / 0 }}"), "templates/term.html:2:", "division by zero"),
    "template that extends itself": (
        {"templates/term.html": '{% extends "term.html" %}\n'},
        "templates/term.html:1:",
        "term.html",
    ),
    "template that is no UTF-8": (
        {"templates/term.html": b'{% extends "default/term.html" %}\n{# caf\xe9 #}\n'},
        "templates/term.html:",
        "utf-8",
    ),
    "words that are no YAML": (
        {"templates/words.en.yaml": "menu: Menu\nnav_terms: [open\n"},
        "templates/words.en.yaml:",
        "",
    ),
    "unknown plural form": (
        {"templates/words.en.yaml": "count_terms: {once: 1 term, other: terms}\n"},
        "templates/words.en.yaml:1:",
        "`once` of the word `count_terms` is not a plural form",
    ),
    "words that are a list": ({"templates/words.en.yaml": "- menu\n"}, "templates/words.en.yaml:1:", ""),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_template_is_named_and_keeps_the_old_site(mistake: str, tmp_path: Path) -> None:
    theme, place, named = MISTAKES[mistake]
    write_tree(project(tmp_path, GOOD), theme)
    publish(tmp_path / "site", [("index.html", b"old")])
    before = snapshot(tmp_path / "site")
    done = run("--no-cache", cwd=tmp_path)
    assert done.returncode == 1
    first = done.stdout.splitlines()[0]
    assert first.startswith(place)
    assert "error[template-error]" in first
    assert named in first
    assert snapshot(tmp_path / "site") == before


# --- the default theme ---


def trees() -> Iterator[tuple[str, nodes.Template]]:
    environment = jinja2.Environment(autoescape=True)
    for file in TEMPLATES:
        yield file.name, environment.parse(file.read_text(encoding="utf-8"))


def test_only_names_that_say_html_are_marked_safe() -> None:
    bad = [
        f"{name}:{found.lineno}"
        for name, tree in trees()
        for found in tree.find_all(nodes.Filter)
        if found.name == "safe" and not says_html(found.node)
    ]
    assert bad == []


def says_html(node: nodes.Expr | None) -> bool:
    name = getattr(node, "attr", None) or getattr(node, "name", None) or ""
    return isinstance(node, nodes.Getattr | nodes.Name) and (name == "html" or name.endswith("_html"))


def test_no_template_turns_escaping_off() -> None:
    switches = [
        name
        for name, tree in trees()
        if any(tree.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier, nodes.MarkSafe)))
        or re.search(r"\bautoescape\b|Markup", (ROOT / "templates" / name).read_text(encoding="utf-8"))
    ]
    assert switches == []


def said_in_templates() -> set[str]:
    """The keys that templates pass to `say` as literals."""
    calls = (call for _, tree in trees() for call in tree.find_all(nodes.Call))
    keys = (
        call.args[0].value
        for call in calls
        if isinstance(call.node, nodes.Name)
        and call.node.name == "say"
        and isinstance(call.args[0], nodes.Const)
    )
    return set(map(str, keys))


def constants_of_the_engine() -> set[str]:
    """Every string constant in the engine's source."""
    return {
        node.value
        for file in (ROOT / "termbank").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def said_in_the_engine() -> set[str]:
    """The keys that the engine passes to `say` as literals."""
    return {
        str(node.args[0].value)
        for file in (ROOT / "termbank").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "say"
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_text_that_is_used_exists() -> None:
    said = said_in_templates() | said_in_the_engine() | PUT_TOGETHER
    assert len(said) > 60
    assert said - WORDS.keys() == set()


def test_every_text_that_exists_is_used() -> None:
    said = said_in_templates() | constants_of_the_engine() | PUT_TOGETHER
    assert WORDS.keys() - said == set()


# Numbers by the plural form that they take, in some languages and in one that nobody knows.
PLURALS: dict[str, dict[str, list[int]]] = {
    "fr": {"one": [0, 1], "other": [2, 5, 100]},
    "fr-CA": {"one": [0, 1], "other": [2]},
    "pl": {"one": [1], "few": [2, 4, 22], "many": [0, 5, 12, 100], "other": []},
    "ar": {"zero": [0], "one": [1], "two": [2], "few": [3, 10], "many": [11, 99], "other": [100, 101]},
    "ja": {"other": [0, 1, 2, 5]},
    "x-own": {"one": [1], "other": [0, 2]},
}


@pytest.mark.parametrize("language", PLURALS)
def test_the_plural_form_follows_the_rule_of_the_language(language: str, tmp_path: Path) -> None:
    forms = PLURALS[language]
    texts = yaml.safe_dump({"count_terms": {form: f"{form} {{n}}" for form in forms}})
    write_tree(tmp_path, {f"templates/words.{language}.yaml": texts})
    say = Theme(tmp_path, language).say
    for form, numbers in forms.items():
        assert [say("count_terms", n=number) for number in numbers] == [f"{form} {n}" for n in numbers]
    assert say("count_terms", n="{n}") == "other {n}"


def test_a_text_that_a_catalogue_lacks_is_english_and_so_is_its_plural_form(tmp_path: Path) -> None:
    write_tree(tmp_path, {"templates/words.fr.yaml": "menu: Menu\n"})
    assert Theme(tmp_path, "fr").say("count_resources", n=0) == "0 resources"


def test_a_text_may_have_fewer_forms_than_its_language(tmp_path: Path) -> None:
    write_tree(tmp_path, {"templates/words.pl.yaml": "count_terms: {one: '{n} a', other: '{n} b'}\n"})
    say = Theme(tmp_path, "pl").say
    assert [say("count_terms", n=number) for number in (1, 3, 5)] == ["1 a", "3 b", "5 b"]


def test_an_english_site_does_not_import_babel(tmp_path: Path) -> None:
    project(tmp_path, GOOD)
    probe = "import sys; from termbank import *; build(Config(cache=None)); print('babel' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=tmp_path, env=environment({"PYTHONPATH": str(ROOT)}), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "False\n"


def test_every_counted_text_has_both_forms() -> None:
    counted = {key: set(word) for key, word in WORDS.items() if isinstance(word, dict)}
    assert counted
    assert {frozenset(numbers) for numbers in counted.values()} == {frozenset(["one", "other"])}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.name))
def test_every_id_in_a_template_is_reserved_or_given(template: Path) -> None:
    ids = re.findall(r'\bid="([^"]*)"', template.read_text(encoding="utf-8"))
    fixed = {name for name in ids if "{{" not in name}
    assert fixed <= RESERVED_IDS


def test_no_page_holds_an_inline_style_or_script(tmp_path: Path) -> None:
    build_project(project(tmp_path, RICH))
    inline = [
        (page.name, element.tag, name)
        for page in (tmp_path / "site").rglob("*.html")
        for element in html(page).iter()
        for name in element.attrib
        if name == "style" or name.startswith("on")
    ]
    assert inline == []


def test_a_word_that_the_interface_does_not_have_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path, {"terms/rubric.md": record("title: Rubric")})
    own = '{% extends "default/term.html" %}{% block cite %}<p>{{ say("my_word") }}</p>{% endblock %}'
    words = "my_word: Ours\nrelated_terms: See also\nrelatd_terms: See also\n"
    write_tree(folder / "templates", {"words.en.yaml": words, "term.html": own})
    for command in ("check", "build", "build"):
        done = run(command, "--format", "concise", cwd=folder)
        assert done.returncode == 0
        assert done.stdout.count("warning[idle-word]") == 1
        assert "templates/words.en.yaml:3:1: warning[idle-word]: `relatd_terms` is not a word" in done.stdout
    full = run("check", cwd=folder).stdout
    assert "did you mean `related_terms`" in full
    assert run("check", "--strict", cwd=folder).returncode == 1
