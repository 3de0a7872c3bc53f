"""The competency questions: what each answers, read off the tables and the article, and how they are asked."""

import csv
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from click.testing import CliRunner
from conftest import ROOT, Write

import kg
from kg.cli import cli
from kg.query.questions import Question, ask, question, questions
from kg.tables.reading import packaged

G = kg.KnowledgeGraph
ARTICLE = "icliniq-2025"


@pytest.fixture(scope="module")
def first(graph: G) -> G:
    """The packaged graph with one article and the ontologies: what tests say of it holds whatever article is added."""
    chosen = {source.id for source in graph.sources() if source.kind == "ontology" or source.slug == ARTICLE}
    claims = [claim for claim in graph.claims() if claim.source in chosen]
    known = {claim.id for claim in claims}
    return kg.KnowledgeGraph(
        schema=graph.schema,
        sources=[source for source in graph.sources() if source.id in chosen],
        nodes=graph.nodes(),
        claims=claims,
        tensions=[tension for tension in graph.tensions() if known.issuperset(tension.members)],
    )


def slugs(value: Any) -> Any:
    """A value with the prefix of ours gone; a claim as the end of its id."""
    if not isinstance(value, str):
        return value
    for prefix in (f"nmc:{ARTICLE}-", f"nms:{ARTICLE}.", "nmk:", "nmv:", "nmc:", "nms:"):
        if value.startswith(prefix):
            return value.removeprefix(prefix)
    return value


def rows(result: kg.sparql.Result) -> list[tuple[Any, ...]]:
    return [tuple(map(slugs, row)) for row in result.plain]


NO = None
LISTED = (("176", "dtm"), ("193", "drg-stimulation"), ("208", "pns"))
LOWER_LEG_PAIN = (
    *("lower-leg-pain-after-amputation", "lower-leg-pain-from-knee-arthritis"),
    *("lower-leg-pain-after-knee-replacement", "lower-leg-pain-from-spine-disease"),
)
DRUGS = ("oral-drug", "conventional-drug")
EXPECTED: dict[str, list[tuple[Any, ...]]] = {
    "advantages-of-partner": [("dtm", "scs", "adjustable-to-position", "Hedged")],
    "advantages-of-technique": [
        ("trial-before-commitment", "other-therapy", "Asserted"),
        ("trial-before-commitment", "other-operation", "Asserted"),
        ("not-necessarily-ongoing", "other-therapy", "Asserted"),
        ("removable-neurostimulator", "other-therapy", "Hedged"),
        ("site-specific-action", "oral-drug", "Asserted"),
        ("helps-when-others-fail", "other-therapy", "Hedged"),
    ],
    "aims-of": [
        ("normalised-discomfort", NO, "central-visceral-pain"),
        ("normalised-discomfort", NO, "primary objective"),
    ],
    "blockers": [
        ("electrical-current", "pain-signal", "Hedged", "working"),
        ("pain-system-alteration", "message-at-brain", "Asserted", "nervous-system"),
    ],
    "causal-chain": [
        ("pain-related-chemical", "brain-pathway-change", "Hedged", "129"),
        ("brain-pathway-change", "increased-pain-sensitivity", "Asserted", "132"),
        ("increased-pain-sensitivity", "pain-from-slight-pressure", "Hedged", "134"),
    ],
    "causes-of-condition": [
        ("lower-limb-amputation", "lower-leg-pain-after-amputation", "Asserted", "203"),
        ("knee-arthritis", "lower-leg-pain-from-knee-arthritis", "Asserted", "204"),
        ("knee-replacement", "lower-leg-pain-after-knee-replacement", "Asserted", "205"),
        ("spine-disease", "lower-leg-pain-from-spine-disease", "Asserted", "206"),
    ],
    "claims-by-modality": [
        ("187", "dtm", "hasOutcome", "less-worst-pain", "types"),
        ("213", "pns", "usesDevice", "thin-wire", "types"),
        ("214", "thin-wire", "describedAs", "very-thin", "types"),
        ("215", "thin-wire", "implantedIn", "peripheral-nerve", "types"),
        ("216", "thin-wire", "implantedIn", "nerve-ending", "types"),
        ("217", "nerve-ending", "locatedIn", "limb", "types"),
        ("218", "nerve-ending", "locatedIn", "organ", "types"),
        ("219", "thin-wire", "aimsAt", "blocked-pain", "types"),
        ("220", "pns", "targets", "peripheral-nerve", "types"),
        ("221", "pns", "targets", "nerve-ending", "types"),
        ("284", "neuromodulation", "hasOutcome", "fewer-adverse-effects-than-drugs", "conclusion"),
        ("285", "neuromodulation", "hasOutcome", "better-quality-of-life-than-drugs", "conclusion"),
        ("286", "neuromodulation", "hasOutcome", "pain-relief", "conclusion"),
        ("287", "neuromodulation", "comparedWith", "conventional-drug", "conclusion"),
    ],
    "claims-denied": [
        ("007", "pain-medicine", "aimsAt", "cure", "introduction"),
        ("084", "pump-delivered-drug", "takesPartIn", "body-transit", "working"),
        ("085", "pump-delivered-drug", "takesPartIn", "liver-metabolism", "working"),
        ("254", "screening-trial", "delivers", "medication", "advantages"),
    ],
    "claims-for-population": [
        ("213", "pns", "usesDevice", "thin-wire", "Reported"),
        ("214", "thin-wire", "describedAs", "very-thin", "Reported"),
        ("215", "thin-wire", "implantedIn", "peripheral-nerve", "Reported"),
        ("216", "thin-wire", "implantedIn", "nerve-ending", "Reported"),
        ("217", "nerve-ending", "locatedIn", "limb", "Reported"),
        ("218", "nerve-ending", "locatedIn", "organ", "Reported"),
        ("219", "thin-wire", "aimsAt", "blocked-pain", "Reported"),
        ("220", "pns", "targets", "peripheral-nerve", "Reported"),
        ("221", "pns", "targets", "nerve-ending", "Reported"),
    ],
    "claims-in-context": [
        ("001", "neuromodulation", "describedAs", "latest"),
        ("017", "threshold-variation", "leadsTo", "hard-to-understand"),
        *((claim, kind, "typeOf", "neuromodulation") for claim, kind in LISTED),
        ("277", "neuromodulation", "alternativeTo", "conventional-treatment"),
        ("278", "neuromodulation", "describedAs", "non-surgical"),
        ("279", "neuromodulation", "optionWhen", "no-response-to-conventional"),
    ],
    "comparisons": [
        ("neuromodulation", "hasAdvantage", "site-specific-action", "oral-drug", "Asserted", "264"),
        ("neuromodulation", "targets", "pain-site", "oral-drug", "Asserted", "265"),
        ("oral-drug", "affects", "human-body", "neuromodulation", "Asserted", "266"),
        ("neuromodulation", "hasOutcome", "fewer-adverse-effects-than-drugs", "conventional-drug", "Reported", "284"),
        ("neuromodulation", "hasOutcome", "better-quality-of-life-than-drugs", "conventional-drug", "Reported", "285"),
        ("neuromodulation", "hasOutcome", "pain-relief", "conventional-drug", "Reported", "286"),
    ],
    "conditions-of-technique": [
        ("drg-stimulation", "persistent-incapacitating-pain", "relieves", "Asserted"),
        *(("drg-stimulation", pain, "relieves", "Hedged") for pain in LOWER_LEG_PAIN),
        ("drg-stimulation", "illness-related-pain", "treats", "Asserted"),
    ],
    "conditions-without-technique": [
        *(
            ("acute-pain",),
            ("central-visceral-pain",),
            ("illness",),
            ("increased-pain-sensitivity",),
            ("knee-arthritis",),
        ),
        *(("neurosensory-discomfort",), ("pain-from-slight-pressure",), ("spine-disease",)),
    ],
    "criteria-for-technique": [
        ("diagnosis-and-little-success", "diagnosed-neuropathic-pain", "Hedged"),
        ("diagnosis-and-little-success", "little-success-before", "Hedged"),
    ],
    "delivered-by": [
        *(("medication", manner) for manner in ("certain ones", "directly", "target-site", "in minimal doses")),
        ("medication", "as an alternative to electrical stimuli"),
        ("medication", "as an alternative to activating nerves"),
        *(
            ("electrical-stimulation", manner)
            for manner in ("directly", "target-site", "as an alternative to medication")
        ),
        *(("chemical-substance", manner) for manner in ("certain ones", "directly", "target-site", "in minimal doses")),
        ("chemical-substance", "as an alternative to activating nerves"),
    ],
    "described-as": [("power-source", "working"), ("pulse-generator", "working")],
    "devices-implanted": [
        *(("electrode", site, "Asserted", NO) for site in ("brain", "spinal-cord", "target-site")),
        ("implanted-pump", "human-body", "Asserted", NO),
        ("neurostimulator", "human-body", "Asserted", "surgical-removal"),
        *(("thin-wire", site, "Reported", NO) for site in ("peripheral-nerve", "nerve-ending")),
    ],
    "devices-of-procedure": [
        ("lead", "Asserted", "external-neurostimulator"),
        ("external-neurostimulator", "Asserted", NO),
    ],
    "devices-of-technique": [
        *(
            (user, "neurostimulator", "Asserted", part)
            for user in ("neuromodulation", "electrode-implantation")
            for part in ("extension-cord", "power-source", "pulse-generator")
        ),
        *(("neuromodulation", device, "Asserted", NO) for device in ("electrode", "implanted-pump", "small-equipment")),
        ("screening-trial", "lead", "Asserted", "electrode"),
        ("screening-trial", "external-neurostimulator", "Asserted", NO),
    ],
    "devices-that-join": [("extension-cord",)],
    "differences": [
        ("duration", "long-lasting", "119"),
        ("continuity of the pain", "continuous", "120"),
        ("duration", NO, "121"),
        ("difficulty of treatment", "harder-to-treat", "122"),
        ("difficulty of treatment", NO, "123"),
        ("how it is experienced", NO, "124"),
        ("how it is processed", NO, "125"),
    ],
    "figures": [("187", "dtm", "less-worst-pain", ">", 80, "%")],
    "firmness-by-section": [
        ("outline", "treats", "chronic-pain", "Asserted", "003"),
        ("introduction", "relieves", "pain", "Asserted", "022"),
        ("conclusion", "treats", "chronic-pain", "Hedged", "276"),
        ("conclusion", "treats", "chronic-pain", "Hedged", "281"),
        ("conclusion", "hasOutcome", "pain-relief", "Reported", "286"),
    ],
    "harms-of-neuromodulation": [],
    "in-common": [
        (predicate, thing, "Asserted", "Asserted")
        for predicate, thing in (
            *(("treats", "illness-related-pain"), ("actsThrough", "nerve-activation")),
            *(("aimsAt", "blocked-signals"), ("typeOf", "neuromodulation")),
        )
    ],
    "kinds-of": [
        *((kind, "pain", "no", "hp") for kind in ("back-pain", "leg-pain", "chronic-pain")),
        ("pain-from-slight-pressure", "pain", "yes", "hp"),
        *((kind, "pain", "no", "mesh") for kind in ("acute-pain", "neuropathic-pain")),
        ("lower-leg-pain", "leg-pain", "yes", "plain"),
        ("central-visceral-pain", "pain", "yes", ARTICLE),
        ("illness-related-pain", "pain", "no", ARTICLE),
        *((kind, "lower-leg-pain", "no", ARTICLE) for kind in LOWER_LEG_PAIN),
        *(("persistent-back-and-leg-pain", of, "no", ARTICLE) for of in ("back-pain", "leg-pain")),
        ("persistent-neuropathic-pain", "neuropathic-pain", "no", ARTICLE),
        *(
            (f"persistent-{kind}-pain", "chronic-pain", "yes", ARTICLE)
            for kind in ("back-and-leg", "incapacitating", "neuropathic")
        ),
    ],
    "mechanisms-of-technique": [
        *((way, "Asserted", "no") for way in ("nerve-activity-modulation", "local-delivery", "nerve-activation")),
        *((way, "Asserted", "yes") for way in ("pain-system-alteration", "brain-excitation", "drg-activation")),
    ],
    "nodes-named": [
        *(("dorsal-root-ganglion", "dorsal root ganglion"), ("dorsal-root-ganglion", "spinal ganglion")),
        ("drg-activation", "dorsal root ganglion activation"),
        ("drg-stimulation", "dorsal root ganglion stimulation"),
    ],
    "nodes-without-term": [
        ("drg-stimulation", "no vocabulary has the procedure; only broader stimulation procedures"),
        ("dtm", "no vocabulary has it; only the broader spinal cord stimulation"),
        ("pns", "no vocabulary has the implanted procedure; only broader stimulation procedures"),
    ],
    "outcomes-of-technique": [
        ("dtm", "less-worst-pain", NO, "Reported", "types"),
        ("neuromodulation", "pain-relief", NO, "Hedged", "types"),
        ("neuromodulation", "fewer-adverse-effects-than-drugs", "conventional-drug", "Reported", "conclusion"),
        ("neuromodulation", "better-quality-of-life-than-drugs", "conventional-drug", "Reported", "conclusion"),
        ("neuromodulation", "pain-relief", "conventional-drug", "Reported", "conclusion"),
    ],
    "reasons-for-quality": [("threshold-variation", "Asserted", NO)],
    "relations-contested": [],
    "relations-hedged-only": [
        *(("drg-stimulation", "relieves", pain) for pain in LOWER_LEG_PAIN),
        ("scs", "hasAdvantage", "adjustable-to-position"),
    ],
    "sections-on-quality": [("introduction",), ("conclusion",)],
    "source-details": [
        (
            *("Neuromodulation Techniques in Managing Chronic Pain", "Dr. Pallavi. C", "Dr. Abhishek Juneja"),
            *("iCliniq", "2025-04-30", "2025-04-30"),
        )
    ],
    "steps-after": [
        *((1, "messenger-release"), (2, "message-at-spinal-cord"), (3, "message-at-brain")),
        *((4, "sensation-processing"), (5, "pain-interpretation")),
    ],
    "targets-side-by-side": [
        *(("dtm", target, "Asserted", "yes") for target in ("glial-cell", "nerve-cell")),
        ("drg-stimulation", "dorsal-root-ganglion", "Asserted", "no"),
        *(("pns", target, "Reported", "yes") for target in ("peripheral-nerve", "nerve-ending")),
    ],
    "technique-condition-links": [],
    "techniques-by-advantage": [("scs", "Hedged", "advantages")],
    "techniques-by-process": [("dtm", "glial-cell", "Asserted"), ("dtm", "nerve-cell", "Asserted")],
    "techniques-by-target": [("drg-stimulation", "Asserted")],
    "techniques-listed-for": [("dtm",), ("drg-stimulation",), ("pns",)],
    "tensions-about": [
        (claim, against)
        for claim in ("002", "024")
        for against in ("057", "059", "060", "061", "081", "150", "181", "209", "215", "216", "251", "263")
    ],
    "terms-of": [("skos:exactMatch", term) for term in ("MAXO:0000945", "NCIT:C21023", "mesh:D062187")],
    "treatments-of-condition": [
        *(
            ("neuromodulation", "treats", "chronic-pain", *rest)
            for rest in (("Asserted", "003"), ("Hedged", "276"), ("Hedged", "281"))
        ),
        ("less-intrusive-method", "treats", "chronic-pain", "Asserted", "010"),
        ("other-operation", "treats", "chronic-pain", "Asserted", "243"),
        ("other-therapy", "treats", "chronic-pain", "Asserted", "244"),
        ("drg-stimulation", "relieves", "persistent-incapacitating-pain", "Asserted", "196"),
        ("dtm", "treats", "persistent-back-and-leg-pain", "Asserted", "182"),
        ("neurostimulation", "treats", "persistent-neuropathic-pain", "Hedged", "226"),
        ("pns", "treats", "persistent-neuropathic-pain", "Asserted", "212"),
    ],
    "whereabouts": [
        ("dorsal-root-ganglion", "placedIn", "spinal-cord-basin", ARTICLE, "tension-12"),
        ("dorsal-root-ganglion", "partOf", "peripheral-nervous-system", "mesh", "tension-12"),
        ("peripheral-nervous-system", "partOf", "nervous-system", "uberon", NO),
    ],
}
INFERRED = {"277", "281", "282", "284", "285", "286", "287"}
MAJOR = {f"tension-{number}" for number in ("01", "05", "08", "09", "12", "13", "17", "20", "35", "42")}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_answers(first: G, name: str) -> None:
    found = rows(ask(first, name))
    assert sorted(found, key=repr) == sorted(EXPECTED[name], key=repr)


def test_inferred_claims_of_the_conclusion(first: G) -> None:
    found = rows(ask(first, "claims-inferred"))
    assert {claim for claim, _ in found} == INFERRED
    assert dict(found)["282"] == "The article says this approach; neuromodulation is supplied."


def test_major_tensions(first: G) -> None:
    found = rows(ask(first, "tensions-by-weight"))
    assert {tension for tension, _, _ in found} == MAJOR
    kinds = {tension: kind for tension, kind, _ in found}
    assert (kinds["tension-01"], kinds["tension-12"], kinds["tension-42"]) == (
        "Contradiction",
        "Anatomy",
        "Unsupported",
    )


def test_claims_per_section(first: G) -> None:
    path = packaged() / "claims" / f"{ARTICLE}.tsv"
    table = list(csv.DictReader(path.read_text(encoding="utf-8").split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE))
    expected = []
    for position, section in enumerate(first.source(ARTICLE).sections, 1):
        modalities = [row["modality"] for row in table if row["section"] == section.slug]
        expected.append((position, section.slug, len(modalities), sum(one != "asserted" for one in modalities)))
    assert rows(ask(first, "claims-per-section")) == expected


def test_every_question_has_its_answer_here() -> None:
    others = {"claims-inferred", "tensions-by-weight", "claims-per-section"}
    assert {one.name for one in questions()} == EXPECTED.keys() | others


# The twenty sample questions, each by one call.
SAMPLES: list[tuple[str, str, dict[str, Any], list[tuple[Any, ...]]]] = [
    ("types listed for chronic pain", "techniques-listed-for", {}, [("dtm",), ("drg-stimulation",), ("pns",)]),
    ("essential device parts", "described-as", {}, [("power-source", "working"), ("pulse-generator", "working")]),
    ("aim of the neurostimulator", "aims-of", {"thing": "neurostimulator"}, EXPECTED["aims-of"]),
    ("why hard to understand", "reasons-for-quality", {}, EXPECTED["reasons-for-quality"]),
    ("technique for transmitting cells", "techniques-by-process", {}, EXPECTED["techniques-by-process"]),
    ("adjusts to position", "techniques-by-advantage", {}, [("scs", "Hedged", "advantages")]),
    ("joins power source and electrode", "devices-that-join", {}, [("extension-cord",)]),
    ("partner of the glial technique", "advantages-of-partner", {}, EXPECTED["advantages-of-partner"]),
    ("chemicals to severe pain", "causal-chain", {}, EXPECTED["causal-chain"]),
    ("screening trial", "devices-of-procedure", {}, EXPECTED["devices-of-procedure"]),
    ("three techniques by target", "targets-side-by-side", {}, EXPECTED["targets-side-by-side"]),
    ("chronic against acute pain", "differences", {}, EXPECTED["differences"]),
    ("against drugs", "comparisons", {"other": list(DRUGS)}, EXPECTED["comparisons"]),
    ("hardware in the body", "devices-implanted", {}, EXPECTED["devices-implanted"]),
    ("bladder or bowel dysfunction", "technique-condition-links", {}, []),
    ("complications", "harms-of-neuromodulation", {}, []),
    ("non-surgical treatment", "sections-on-quality", {}, [("introduction",), ("conclusion",)]),
    ("who wrote it", "source-details", {"source": ARTICLE}, EXPECTED["source-details"]),
    ("what rests on a report", "claims-by-modality", {"modality": "reported"}, EXPECTED["claims-by-modality"]),
    ("how firmly it helps", "firmness-by-section", {}, EXPECTED["firmness-by-section"]),
]


@pytest.mark.parametrize(("name", "parameters", "expected"), [s[1:] for s in SAMPLES], ids=[s[0] for s in SAMPLES])
def test_sample_questions(first: G, name: str, parameters: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    assert len(SAMPLES) == 20
    assert sorted(rows(first.ask(name, **parameters)), key=repr) == sorted(expected, key=repr)


# ---------------------------------------------------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        ("techniques-by-target", {"target": "glial cells"}, [("dtm", "Asserted")]),
        ("techniques-by-target", {"target": ["glial-cell", "nmk:peripheral-nerve"]}, [("dtm", "Asserted"), ("pns", "Reported")]),
        ("techniques-by-target", {"target": "UBERON:0000044"}, [("drg-stimulation", "Asserted")]),
        ("techniques-by-target", {"target": "brain"}, []),
        ("technique-condition-links", {"technique": "neuromodulation", "condition": "bladder dysfunction"}, [("neuromodulation", "treats", "bladder-dysfunction", "bladder-dysfunction", "040")]),
        ("claims-by-modality", {"modality": "nmv:Hedged"}, 31),
        ("claims-per-section", {"source": "nms:hp"}, 4),
        ("claims-inferred", {"section": "outline"}, []),
        ("claims-inferred", {"section": "nms:icliniq-2025.definition"}, []),
        ("figures", {"at_least": 80}, 1),
        ("figures", {"at_least": "80.5"}, []),
        ("figures", {"at_least": 81}, []),
        ("tensions-by-weight", {"weight": "negligible"}, []),
        ("nodes-without-term", {"category": "Device"}, 3),
        ("nodes-named", {"word": "GLIA"}, [("dorsal-root-ganglion", "dorsal root ganglia"), ("glial-cell", "glia"), ("glial-cell", "glial cell"), ("glial-cell", "glial cells"), ("glial-cell", "neuroglia")]),
        ("causal-chain", {"start": "slight-pressure"}, []),
        ("whereabouts", {"thing": "brain-pathway"}, 3),
    ],
)  # fmt: skip
def test_parameters(first: G, name: str, parameters: dict[str, Any], expected: Any) -> None:
    found = rows(ask(first, name, **parameters))
    assert (len(found) if isinstance(expected, int) else found) == expected


def test_a_node_is_a_value(first: G) -> None:
    assert ask(first, "techniques-by-target", target=first["glial-cell"])[0].technique is first["dtm"]
    with pytest.raises(kg.UnknownNode, match="unknown node 'drg-stimulaton'; did you mean drg-stimulation"):
        ask(first, "conditions-of-technique", technique="drg-stimulaton")


HOSTILE = [
    '" } SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } #',
    "> } ; DROP ALL #",
    '\\" || true || \\"',
    '")) || true #',
    "\\u0022 } \n } ASK {",
    "'''",
    '"""',
    "\\",
    "x\ny",
    "?name",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_text_stays_a_text(first: G, value: str) -> None:
    assert rows(ask(first, "nodes-named", word=value)) == []
    echo = first.sparql("SELECT ?x { }".replace("{ }", "{ BIND(?x AS ?y) }"), parameters={"x": value})
    assert echo.plain == [(value,)]


@pytest.mark.parametrize(
    ("name", "parameters", "error", "message"),
    [
        ("techniques-by-targt", {}, kg.UnknownName, "unknown question 'techniques-by-targt'; did you mean techniques-by-target"),
        ("techniques-by-target", {"traget": "scs"}, kg.UnknownName, "unknown parameter 'traget'; did you mean target?"),
        ("techniques-by-target", {"target": '" } DROP ALL #'}, kg.UnknownNode, "unknown node"),
        ("techniques-by-target", {"target": "scs"}, kg.QueryError, "parameter 'target' takes a Target; 'scs' is a Technique"),
        ("techniques-by-target", {"target": []}, kg.QueryError, "needs at least one value, such as nmk:dorsal-root-ganglion"),
        ("techniques-by-target", {"target": 5}, kg.QueryError, "takes a name such as nmk:dorsal-root-ganglion, not 5"),
        ("claims-by-modality", {"modality": "hedgd"}, kg.UnknownName, "unknown modality 'hedgd'; did you mean hedged?"),
        ("claims-by-modality", {"modality": "treats"}, kg.UnknownName, "unknown modality 'treats'"),
        ("nodes-without-term", {"category": "Devise"}, kg.UnknownName, "unknown category 'Devise'; did you mean Device?"),
        ("claims-inferred", {"section": "outlin"}, kg.UnknownName, "unknown section 'outlin'; did you mean outline?"),
        ("source-details", {"source": "icliniq"}, kg.UnknownName, "unknown source 'icliniq'; did you mean icliniq-2025?"),
        ("figures", {"at_least": "many"}, kg.QueryError, "parameter 'at_least' takes a number such as 50, not 'many'"),
        ("figures", {"at_least": "nan"}, kg.QueryError, "takes a number"),
        ("figures", {"at_least": "5 } DROP"}, kg.QueryError, "takes a number"),
        ("figures", {"at_least": True}, kg.QueryError, "takes a number"),
    ],
)  # fmt: skip
def test_wrong_names_and_values(
    first: G, name: str, parameters: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        ask(first, name, **parameters)
    assert message in str(caught.value)


# ------------------------------------------------------------------------------------------------------------ the files


def test_there_are_thirty_or_more_with_a_question_each() -> None:
    found = questions()
    assert len(found) >= 30
    assert [one.name for one in found] == sorted(one.name for one in found)
    assert all(one.summary.endswith("?") for one in found)
    assert len({one.summary for one in found}) == len(found)


def test_the_files_use_only_what_every_store_has() -> None:
    for one in questions():
        assert "SELECT DISTINCT" in one.text
        assert "ORDER BY" in one.text
        assert "GRAPH" not in one.text


OTHERS = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix nmk: <https://w3id.org/neuromod-kg/entity/> .
<http://else/a> a <http://else/Thing> ; rdfs:label "a ganglion"@en ; skos:exactMatch <http://else/b> ; <http://else/p> nmk:scs .
<http://else/s> a rdf:Statement ; rdf:subject nmk:scs ; rdf:predicate <http://else/p> ; rdf:object nmk:pain .
"""


@pytest.fixture(scope="module")
def mixed(first: G) -> rdflib.Graph:
    """Our triples in a store that holds others, of people who use the same general vocabularies."""
    return first.to_rdf().parse(data=OTHERS, format="turtle")


@pytest.mark.parametrize("one", questions(), ids=lambda one: one.name)
def test_each_runs_as_it_stands_among_other_data(first: G, mixed: rdflib.Graph, one: Question) -> None:
    """With no prefixes but those that it declares, and no help of ours."""
    plain = mixed.query(one.text)
    answers = {tuple(map(plainly, row)) for row in plain if isinstance(row, tuple)}
    assert answers == {tuple(map(plainly, row)) for row in ask(first, one.name).terms}


def plainly(term: Any) -> Any:
    """A term with its value, where two readers write one number or text in two ways."""
    return term.toPython() if isinstance(term, rdflib.Literal) else term


@pytest.mark.timed
def test_each_is_answered_in_time(first: G) -> None:
    first.sparql("ASK {}")
    times = {}
    for one in questions():
        taken = []
        for _ in range(5):
            start = time.process_time()
            ask(first, one.name)
            taken.append(time.process_time() - start)
        times[one.name] = min(taken) * 1000
    for name, milliseconds in sorted(times.items(), key=lambda item: -item[1]):
        print(f"{milliseconds:8.1f} ms  {name}")
    # 10 ms is the aim; three times that fails.
    assert {name: taken for name, taken in times.items() if taken > 30} == {}


def test_a_folder_of_data_may_bring_its_own(tiny: Write) -> None:
    folder = tiny()
    assert question("techniques-by-target", kg.load(folder)).name == "techniques-by-target"  # the packaged ones
    (folder / "queries").mkdir()
    text = (
        "#+ summary: What is there?\nPREFIX nmv: <https://example.org/tiny/vocab#>\nSELECT ?x { ?x a nmv:Technique }\n"
    )
    (folder / "queries" / "what-is-there.rq").write_text(text, encoding="utf-8")
    graph = kg.load(folder)
    assert [one.name for one in questions(graph)] == ["what-is-there"]
    assert graph.ask("what-is-there").plain == [("nmk:alpha",), ("nmk:beta",)]
    assert kg.load(folder, base_iri="https://example.org/moved").ask("what-is-there").plain == [
        ("nmk:alpha",),
        ("nmk:beta",),
    ]
    assert kg.check(folder) == []


@pytest.mark.parametrize(
    ("name", "text", "problems"),
    [
        ("no-summary", "PREFIX nmv: <https://example.org/tiny/vocab#>\nASK { ?x a nmv:Technique }", ["1: no summary; add a first line such as #+ summary: Which techniques act on a target?"]),
        ("Bad_Name", "#+ summary: Why?\nASK {}", ["1: name the file in lower-case letters and digits, joined by single hyphens"]),
        ("broken", "#+ summary: Why?\nASK {\n  ?x ?y }}", ["3:9: syntax error at '}'; look there for what is missing or too much"]),
        ("prefix", "#+ summary: Why?\nASK { ?x a nmv:Technique }", ["2:12: unknown prefix 'nmv:'; declare it with PREFIX nmv: <…>"]),
        ("wrong-prefix", "#+ summary: Why?\nPREFIX nmv: <http://x/>\nASK { ?x a nmv:Technique }", ["2:8: nmv: stands for <https://example.org/tiny/vocab#> here; declare it so"]),
        ("term", "#+ summary: Why?\nPREFIX nmv: <https://example.org/tiny/vocab#>\nASK { ?x nmv:tragets ?y }", ["3:10: unknown term 'nmv:tragets'; did you mean targets or Target?"]),
        ("node", "#+ summary: Why?\nPREFIX nmk: <https://example.org/tiny/entity/>\nASK { nmk:alhpa ?x ?y }", ["3:7: unknown node 'alhpa'; did you mean alpha?"]),
        ("key", "#+ sumary: Why?\n#+ summary: Why?\nASK {}", ["1: unknown key 'sumary'; did you mean summary?"]),
        ("update", "#+ summary: Why?\nDROP ALL", ["2:1: DROP is an update, and the graph is read-only; edit the tables instead"]),
        ("parameter", "#+ summary: Why?\n#+ parameters:\n#+   size: 5  # a number\nASK { VALUES ?size { 6 } }", ["3:1: parameter 'size' needs a block VALUES ?size { 5 } in the query; add it, or make the two agree"]),
    ],
)  # fmt: skip
def test_check_reads_the_queries(tiny: Write, name: str, text: str, problems: list[str]) -> None:
    folder = tiny()
    (folder / "queries").mkdir()
    (folder / "queries" / f"{name}.rq").write_text(text, encoding="utf-8")
    assert [str(problem) for problem in kg.check(folder)] == [
        f"data/queries/{name}.rq:{problem}" for problem in problems
    ]


# ----------------------------------------------------------------------------------------------------- the command line


def run(*arguments: str) -> Any:
    return CliRunner().invoke(cli, list(arguments))


def test_ask_prints_a_table_json_csv_and_markdown() -> None:
    question = ("ask", "techniques-by-process")
    assert run(*question).output == (
        "technique                         target      modality\n"
        "differential target multiplexing  glial cell  asserted\n"
        "differential target multiplexing  nerve cell  asserted\n"
    )
    assert json.loads(run(*question, "--json").output)[0] == {
        "technique": "nmk:dtm",
        "target": "nmk:glial-cell",
        "modality": "nmv:Asserted",
    }
    assert run(*question, "--csv").output == (
        "technique,target,modality\nnmk:dtm,nmk:glial-cell,nmv:Asserted\nnmk:dtm,nmk:nerve-cell,nmv:Asserted\n"
    )
    markdown = "| technique | target | modality |\n|---|---|---|\n"
    assert run(*question, "--markdown").output.startswith(markdown)


def test_no_answer_is_said() -> None:
    result = run("ask", "harms-of-neuromodulation")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "no answer: no claim matches\n")
    assert run("ask", "harms-of-neuromodulation", "--json").output == "[]\n"


def test_ask_lists_and_shows() -> None:
    assert run("ask", "--list").output.startswith("name ")
    listed = json.loads(run("ask", "--list", "--json").output)
    assert [one["name"] for one in listed] == [one.name for one in questions()]
    assert listed[0]["parameters"] == [{"name": "target", "default": "nmk:glial-cell", "description": "a Target"}]
    shown = run("ask", "steps-after", "--show").output
    assert "parameter  is           default\nstart      a Mechanism  nmk:pain-receptor-activation\n" in shown
    assert shown.rstrip().endswith("ORDER BY ?before ?step")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ask"], 2, "name a question; kg ask --list lists them"),
        (["ask", "kinds-of", "pain"], 2, "'pain' is not a parameter; write KEY=VALUE"),
        (["ask", "kind-of"], 1, "unknown question 'kind-of'; did you mean kinds-of"),
        (["ask", "kinds-of", "thing=pian"], 1, "unknown node 'pian'; did you mean pain"),
    ],
)
def test_ask_says_what_is_wrong(arguments: list[str], code: int, message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert message in result.stderr


@pytest.mark.checkout
def test_the_packaged_queries_are_those_of_the_checkout(require: Callable[[str, str], str], tmp_path: Path) -> None:
    copy = shutil.copytree(ROOT / "data", tmp_path / "data")
    assert questions(kg.load(copy)) == questions()
