"""The glossary as a thesaurus: SKOS and SKOS-XL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from trees import CORPUS_NAMES, RICH, ROOT, Tree, build_project, needs_corpora, project, record

XL = Namespace("http://www.w3.org/2008/05/skos-xl#")
BASE = "https://example.org/bank/"
SHAPES = Graph().parse(ROOT / "tests" / "skos.shacl.ttl")
BANK: Tree = {
    **RICH,
    "site.yaml": f"{RICH['site.yaml']!s}base_url: {BASE}\nlicense: CC BY 4.0\n",
    "terms/old.md": record(
        'title: Old "Mark"\nstatus: deprecated\nmerged_into:\n  - feedback\nreason: One word is enough.',
        "A\\B.",
    ),
    "terms/tool.md": record("title: Tool\nrelated:\n  - rubric", "A thing."),
    "terms/assessment-tool.md": record("title: Assessment Tool\nbroader:\n  - tool", "A tool."),
}
FILES = [f"skos{kind}.{ending}" for kind in ("", "-xl") for ending in ("ttl", "jsonld")]


def concept(slug: str) -> URIRef:
    return URIRef(f"{BASE}terms/{slug}.html#term")


def read(site: Path, name: str = "skos.ttl") -> Graph:
    """A file of the site, as if it had come from its address."""
    form = "turtle" if name.endswith(".ttl") else "json-ld"
    return Graph().parse(site / "data" / name, format=form, publicID=f"{BASE}data/{name}")


def problems(graph: Graph) -> str:
    """What the shapes say against a graph; empty if they are content."""
    for each in set(graph.subjects(RDF.type, SKOS.Concept)):
        for above in set(graph.transitive_objects(each, SKOS.broader)):
            # In a circle of broader terms the concept is above itself.
            if above and above != each:
                graph.add((each, SKOS.broaderTransitive, above))
    conforms, _, said = validate(graph, shacl_graph=SHAPES)
    return "" if conforms else said


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("skos")
    result = build_project(project(folder, BANK), allow=frozenset(["all"]))
    assert result.published, result.diagnostics
    return folder / "site"


@pytest.mark.parametrize("name", FILES)
def test_the_flagship_keeps_the_conditions_of_skos(flagship: Path, name: str) -> None:
    assert problems(read(flagship, name)) == ""


@needs_corpora
@pytest.mark.parametrize("corpus", CORPUS_NAMES)
def test_glossaries_from_elsewhere_keep_the_conditions_of_skos(
    corpus_site: Callable[[str], Path], corpus: str
) -> None:
    assert problems(read(corpus_site(corpus))) == ""


RUBRIC, FEEDBACK, TOOL = concept("scoring-guide"), concept("feedback"), concept("tool")


@pytest.mark.parametrize(
    ("condition", "added"),
    [
        ("S9", (RUBRIC, RDF.type, SKOS.ConceptScheme)),
        ("S13", (RUBRIC, SKOS.altLabel, Literal("Rubric", "en"))),
        ("S14", (RUBRIC, SKOS.prefLabel, Literal("Rubrik", "en"))),
        ("S23", (RUBRIC, SKOS.related, concept("checklist"))),
        ("S25", (RUBRIC, SKOS.broader, FEEDBACK)),
        ("S27", (RUBRIC, SKOS.related, TOOL)),
        ("S37", (RUBRIC, RDF.type, SKOS.Collection)),
        ("S46", (RUBRIC, SKOS.broadMatch, URIRef("https://example.org/rubric"))),
    ],
)
def test_the_shapes_find_what_breaks_a_condition(
    site: Path, condition: str, added: tuple[URIRef, URIRef, URIRef | Literal]
) -> None:
    assert problems(read(site)) == ""
    said = problems(read(site).add(added))
    # A node that may not be of a class is reported as such, without the condition's number.
    assert f"Message: {condition}" in said or "NotConstraintComponent" in said


@pytest.mark.parametrize("kind", ["", "-xl"])
def test_both_syntaxes_say_the_same(site: Path, kind: str) -> None:
    assert isomorphic(read(site, f"skos{kind}.ttl"), read(site, f"skos{kind}.jsonld"))


def test_a_concept_has_names_definition_and_relations(site: Path) -> None:
    graph = read(site)
    assert set(graph.objects(RUBRIC, SKOS.altLabel)) == {Literal("Scoring Guide", "en"), Literal("RB", "en")}
    assert graph.value(RUBRIC, SKOS.definition) == Literal("A guide to levels.", "en")
    assert set(graph.objects(RUBRIC, SKOS.broader)) == {concept("assessment-tool")}
    assert (concept("assessment-tool"), SKOS.narrower, RUBRIC) in graph
    assert (RUBRIC, SKOS.exactMatch, URIRef("https://example.org/rubric")) in graph
    assert (RUBRIC, OWL.differentFrom, concept("checklist")) in graph
    assert (RUBRIC, DCTERMS.references, URIRef(f"{BASE}resources/study.html#work")) in graph


def test_what_stands_above_a_term_is_not_called_related_as_well(site: Path) -> None:
    graph = read(site)
    assert set(graph.objects(RUBRIC, SKOS.related)) == {FEEDBACK}
    assert not [*graph.objects(TOOL, SKOS.related)]


def test_a_retired_term_says_what_replaced_it_and_why(site: Path) -> None:
    graph, old = read(site), concept("old")
    assert graph.value(old, OWL.deprecated) == Literal(True)
    assert graph.value(old, DCTERMS.isReplacedBy) == FEEDBACK
    assert (FEEDBACK, DCTERMS.replaces, old) in graph
    assert graph.value(old, SKOS.changeNote) == Literal("One word is enough.", "en")
    assert graph.value(old, SKOS.prefLabel) == Literal('Old "Mark"', "en")
    assert graph.value(old, SKOS.definition) == Literal("A\\B.", "en")


def test_principles_and_categories_are_collections(site: Path) -> None:
    graph = read(site)
    found = {
        str(graph.value(each, SKOS.prefLabel)): each for each in graph.subjects(RDF.type, SKOS.Collection)
    }
    assert set(found) == {"On Mastery", "Assessment", "Feedback"}
    assert set(graph.objects(found["On Mastery"], SKOS.member)) == {RUBRIC}


def test_an_abbreviation_is_related_to_its_term(site: Path) -> None:
    graph = read(site, "skos-xl.ttl")
    (short,) = graph.subjects(XL.literalForm, Literal("RB", "en"))
    whole = graph.value(short, XL.labelRelation)
    assert graph.value(whole, XL.literalForm) == Literal("Rubric", "en")
    assert (RUBRIC, XL.altLabel, short) in graph


def test_without_an_address_identifiers_are_relative_to_the_file(tmp_path: Path) -> None:
    build_project(project(tmp_path, RICH))
    assert (RUBRIC, RDF.type, SKOS.Concept) in read(tmp_path / "site")


def test_questions_are_answered_by_sparql(site: Path) -> None:
    graph = read(site)
    answer = graph.query(
        'SELECT ?wide WHERE { ?term skos:prefLabel "Rubric"@en ; skos:broader+/skos:prefLabel ?wide } ORDER BY ?wide'
    )
    assert [str(row[0]) for row in answer] == ["Assessment Tool", "Tool"]  # type: ignore[index]
