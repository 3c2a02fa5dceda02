"""Our compiled templates give the same output and the same errors as Jinja2's."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.compiler import CodeGenerator
from markupsafe import Markup
from trees import RICH, build_project, project, snapshot

from termbank.theme.environment import Environment, FolderCache, MemoryCache

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


def ours(templates: dict[str, str]) -> Environment:
    return Environment(jinja2.DictLoader(templates), MemoryCache(""), say=say)


def theirs(templates: dict[str, str]) -> jinja2.Environment:
    environment = ours(templates)
    vars(environment)["code_generator_class"] = CodeGenerator
    return environment


@pytest.mark.parametrize("name", sorted(TEMPLATES))
@given(
    x=st.text(max_size=8) | st.text(alphabet="a<>&'\"").map(Markup),
    field=st.text(max_size=5) | st.integers() | st.none() | st.booleans() | st.floats(allow_nan=False),
)
def test_a_template_renders_as_in_jinja(name: str, x: str, field: Any) -> None:
    told = {"x": x, "y": {"items": field, "none": None, "k<": x}, "z": "comma"}
    assert ours(TEMPLATES).get_template(name).render(told) == theirs(TEMPLATES).get_template(name).render(
        told
    )


@pytest.mark.parametrize("mistake", sorted(MISTAKEN))
def test_a_mistake_is_reported_as_in_jinja(mistake: str) -> None:
    templates = {**TEMPLATES, "page.html": f"\n\n{MISTAKEN[mistake]}"}
    said = []
    for environment in (ours(templates), theirs(templates)):
        with pytest.raises((jinja2.TemplateError, TypeError, KeyError)) as caught:
            environment.get_template("page.html").render(x="x", y={})
        lines = [frame.lineno for frame in traceback.extract_tb(caught.tb) if frame.filename == "<template>"]
        said.append((type(caught.value), str(caught.value), lines))
    assert said[0] == said[1]


def test_all_pages_render_as_in_jinja(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = []
    for generator in (Environment.code_generator_class, CodeGenerator):
        monkeypatch.setattr(Environment, "code_generator_class", generator)
        folder = project(tmp_path / generator.__name__, RICH)
        assert build_project(folder).published
        sites.append(snapshot(folder / "site"))
    assert sites[0] == sites[1]


def test_compiled_templates_do_not_outlive_their_text(tmp_path: Path) -> None:
    def render(words: str) -> str:
        cache = FolderCache(words, tmp_path)
        loader = jinja2.DictLoader({"page.html": "{{ say('word') }}"})
        return Environment(loader, cache, say=lambda _: words).get_template("page.html").render()

    assert [render("old"), render("new"), render("new")] == ["old", "new", "new"]
    assert len(list(tmp_path.iterdir())) == 1
