"""The quick twin of the environment gives the same output and the same errors as Jinja2."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup
from trees import RICH, ROOT, build_project, project, snapshot

from termbank import fast
from termbank.fast import templates
from termbank.system.store import Store
from termbank.theme.environment import CompiledTemplates, Environment
from termbank.theme.lookup import Theme

TEMPLATES = {
    "base.html": """
<{% block a %}base {{ x }}{% endblock %}|{% block b %}{{ self.a() }}{% endblock %}>
{% for v in [1, 2] %}{% block c scoped %}{{ v }}{% endblock %}{% endfor %}
{% include "part.html" %}
""",
    "child.html": """
{% extends "base.html" %}
{% block a %}{{ super() }} child {{ y.items }}{% endblock %}
""",
    "part.html": """
{% for k, v in y | dictsort %}{{ loop.index }}{{ k }}={{ v }}{{ say("comma") if not loop.last }}{% endfor %}
""",
    "macros.html": """
{% macro one(a, b=2) %}[{{ a }}{{ b }}{{ varargs }}{{ kwargs }}]{% endmacro %}
{% macro round(a) %}({{ a }}{{ caller() }}){% endmacro %}
""",
    "calls.html": """
{% import "macros.html" as m %}
{{ m.one(x) }}{{ m.one(x, b=y.items) }}{{ m.one(*[x, 1, 2], **{"class": 3}) }}{{ m.one(x, class=y["items"]) }}
{% call m.round(x) %}{{ x }}{% endcall %}
{{ x.upper() }}{{ "a-b".split("-")[1] }}{{ x | safe }}
""",
    "words.html": """
{{ say("comma") }}{{ say("angle") }}{{ say("filled", n=x) }}{{ say(z) }}
{% set word = say("angle") %}{{ word }}
""",
    "kept.html": """
{% set w %}{{ x }}<b>{% endset %}{{ w }}
{% if y.items is defined and not y["none"] %}{{ y.items ~ x }}{% endif %}
{{ [x, 1.5, none, true] }}{{ 1 + 2 }}{{ x[:2] }}{% filter upper %}{{ x }}{% endfilter %}
""",
}
WORDS = {"comma": ", ", "angle": "<&'\">", "filled": "{n} of them"}
MISTAKEN: dict[str, str] = {
    "missing field": "{{ y.gone }}",
    "field of a missing field": "{{ y.gone.further }}",
    "missing name": "{{ gone }}",
    "missing word": "{{ say('gone') }}",
    "call of no function": "{{ x() }}",
    "too many arguments": "{% import 'macros.html' as m %}{{ m.round(1, 2) }}",
}


def say(key: str, **values: object) -> str:
    return WORDS[key].format(**values)


def quick(sources: dict[str, str]) -> Environment:
    return templates.Environment(jinja2.DictLoader(sources), CompiledTemplates("", Store()), say=say)


def plain(sources: dict[str, str]) -> Environment:
    return Environment(jinja2.DictLoader(sources), CompiledTemplates("", Store()), say=say)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
@given(
    x=st.text(max_size=8) | st.text(alphabet="a<>&'\"").map(Markup),
    field=st.text(max_size=5) | st.integers() | st.none() | st.booleans() | st.floats(allow_nan=False),
)
def test_a_template_renders_as_in_jinja(name: str, x: str, field: Any) -> None:
    told = {"x": x, "y": {"items": field, "none": None, "k<": x}, "z": "comma"}
    assert quick(TEMPLATES).get_template(name).render(told) == plain(TEMPLATES).get_template(name).render(
        told
    )


@pytest.mark.parametrize("mistake", sorted(MISTAKEN))
def test_a_mistake_is_reported_as_in_jinja(mistake: str) -> None:
    sources = {**TEMPLATES, "page.html": f"\n\n{MISTAKEN[mistake]}"}
    said = []
    for environment in (quick(sources), plain(sources)):
        with pytest.raises((jinja2.TemplateError, TypeError, KeyError)) as caught:
            environment.get_template("page.html").render(x="x", y={})
        lines = [frame.lineno for frame in traceback.extract_tb(caught.tb) if frame.filename == "<template>"]
        said.append((type(caught.value), str(caught.value), lines))
    assert said[0] == said[1]


def test_all_pages_render_as_in_jinja(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = []
    for enabled in (True, False):
        monkeypatch.setattr(fast, "ENABLED", enabled)
        folder = project(tmp_path / str(enabled), RICH)
        assert build_project(folder).published
        sites.append(snapshot(folder / "site"))
    assert sites[0] == sites[1]


def test_both_environments_can_share_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for enabled in (True, False, True):
        monkeypatch.setattr(fast, "ENABLED", enabled)
        assert (
            Theme(tmp_path, store=Store(tmp_path / "cache")).environment.get_template("_macros.html").module
        )


def test_an_untried_version_of_jinja_compiles_templates_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "FITS", False)
    assert type(Theme(tmp_path).environment) is Environment


@pytest.mark.parametrize("template", sorted((ROOT / "templates").glob("*.html")), ids=lambda file: file.name)
def test_both_environments_find_the_same_references(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    found = [sorted(make({}).references(source, template.name, None)) for make in (quick, plain)]
    assert found[0] == found[1]


@pytest.mark.parametrize("make", [quick, plain])
def test_comments_and_raw_text_hold_no_references(make: Callable[[dict[str, str]], Environment]) -> None:
    source = (
        "{# {% include 'a' %} #}\n{% raw %}\n{% include 'b' %}{% endraw %}\n"
        "{% include 'c' ignore missing %}\n{%- import\n'd' as d -%}"
    )
    assert [*make({}).references(source, "page.html", None)] == [("c", 4, True), ("d", 5, False)]


def test_the_twin_uses_no_private_name_of_jinja() -> None:
    private = {
        name
        for kind in (CodeGenerator, Macro, NodeTransformer, jinja2.Environment)
        for each in kind.__mro__
        for name in vars(each)
        if name.startswith("_") and not name.startswith("__")
    }
    used = set(re.findall(r"\b_[a-z]\w*", Path(templates.__file__).read_text(encoding="utf-8")))
    assert not used & private


def test_compiled_templates_do_not_outlive_their_text(tmp_path: Path) -> None:
    def render(words: str) -> str:
        cache = CompiledTemplates(words, store := Store(tmp_path))
        loader = jinja2.DictLoader({"page.html": "{{ say('word') }}"})
        text = Environment(loader, cache, say=lambda _: words).get_template("page.html").render()
        store.save()
        return text

    assert [render("old"), render("new"), render("new")] == ["old", "new", "new"]
