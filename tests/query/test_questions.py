"""The competency questions: what each answers, read off the tables and the article, and how they are asked."""

import csv
import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
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
RELIEVED = [
    ("drg-stimulation", "relieves", pain, NO, NO, "Hedged", "no", claim)
    for pain, claim in zip(LOWER_LEG_PAIN, ("199", "200", "201", "202"), strict=True)
]
FIRMNESS = [
    ("outline", "neuromodulation", "treats", "chronic-pain", NO, NO, "Asserted", "no", "003"),
    ("introduction", "neuromodulation", "relieves", "pain", NO, "patient", "Asserted", "no", "022"),
    (
        "conclusion",
        "neuromodulation",
        "treats",
        "chronic-pain",
        NO,
        "no-response-to-conventional",
        "Hedged",
        "no",
        "276",
    ),
    ("conclusion", "neuromodulation", "treats", "chronic-pain", NO, "insufficient-relief", "Hedged", "yes", "281"),
    (
        *("conclusion", "neuromodulation", "hasOutcome", "pain-relief"),
        *("conventional-drug", "patient", "Reported", "yes", "286"),
    ),
]
NOTHING = (NO, NO, NO, NO)  # no further claim: neither what it names nor its population and certainty
ADVANTAGES = [
    ("neuromodulation", "trial-before-commitment", "other-therapy", "chronic-pain", "Asserted", "no", "239"),
    ("neuromodulation", "trial-before-commitment", "other-operation", "chronic-pain", "Asserted", "no", "240"),
    ("neuromodulation", "not-necessarily-ongoing", "other-therapy", NO, "Asserted", "yes", "258"),
    ("neuromodulation", "removable-neurostimulator", "other-therapy", NO, "Hedged", "yes", "259"),
    ("neuromodulation", "site-specific-action", "oral-drug", NO, "Asserted", "no", "264"),
    ("scs", "adjustable-to-position", "other-therapy", "patient", "Hedged", "yes", "268"),
    ("neuromodulation", "helps-when-others-fail", "other-therapy", NO, "Hedged", "yes", "271"),
]
CONTEXTS = {
    "259": ["if the device is not wanted, or other treatment is preferred"],
    "268": ["during the day", "position-change"],
}
LONG = ("chronic-pain", "suffering for an extended period")
THAN_DRUGS = ("conventional-drug", "patient", "Reported", "yes")
OUTCOMES = (
    ("fewer-adverse-effects-than-drugs", "284"),
    ("better-quality-of-life-than-drugs", "285"),
    ("pain-relief", "286"),
)
STUDIED = [  # and whether the curator inferred it: that the wire serves the technique, and aims and targets with it
    ("213", "pns", "usesDevice", "thin-wire", "yes"),
    ("214", "thin-wire", "describedAs", "very-thin", "no"),
    ("215", "thin-wire", "implantedIn", "peripheral-nerve", "no"),
    ("216", "thin-wire", "implantedIn", "nerve-ending", "no"),
    ("217", "nerve-ending", "locatedIn", "limb", "no"),
    ("218", "nerve-ending", "locatedIn", "organ", "no"),
    ("219", "thin-wire", "aimsAt", "blocked-pain", "yes"),
    ("220", "pns", "targets", "peripheral-nerve", "yes"),
    ("221", "pns", "targets", "nerve-ending", "yes"),
]
PUMPED = [
    (cause, "leadsTo", effect, NO, "Asserted", "no", claim)
    for cause, effect, claim in (
        ("implanted-pump", "lower-drug-dose", "083"),
        ("implanted-pump", "avoided-body-transit", "086"),
        ("implanted-pump", "avoided-liver-metabolism", "087"),
        ("avoided-body-transit", "lower-drug-dose", "088"),
        ("avoided-liver-metabolism", "lower-drug-dose", "089"),
    )
]
ESSENTIAL = [
    (part, "electrical-stimulation", NO, NO, "Asserted", "no", "working")
    for part in ("power-source", "pulse-generator")
]
JOINED = [
    ("extension-cord", part, NO, "Asserted", "no", claim)
    for part, claim in (("power-source", "063"), ("pulse-generator", "064"), ("electrode", "065"))
]
NON_SURGICAL = [
    ("introduction", "less-intrusive-method", NO, "Asserted", "no"),
    ("conclusion", "neuromodulation", "no-response-to-conventional", "Hedged", "no"),
]
TYPES = [(technique, NO, "Asserted", "no") for technique in ("dtm", "drg-stimulation", "pns")]
DIFFERENT = (("169", "drg-stimulation"), ("170", "pns"))
DRUGS = ("oral-drug", "conventional-drug")
EXPECTED: dict[str, list[tuple[Any, ...]]] = {
    "advantages-of-partner": [
        (
            *("dtm", NO, "Asserted", "yes", "scs", "persistent-back-and-leg-pain", "Asserted", "no"),
            *("adjustable-to-position", "other-therapy", "patient", "Hedged", "yes"),
        )
    ],
    "advantages-of-technique": [
        (*row[:4], context, *row[4:6]) for row in ADVANTAGES for context in CONTEXTS.get(row[-1], [NO])
    ],
    "advantages-without-evidence": ADVANTAGES,
    "aims-of": [
        ("neurostimulator", "normalised-discomfort", context, NO, NO, "Asserted", "yes")
        for context in ("central-visceral-pain", "primary objective")
    ],
    "blockers": [
        ("electrical-current", "pain-signal", NO, "Hedged", "no", "working"),
        ("pain-system-alteration", "message-at-brain", NO, "Asserted", "no", "nervous-system"),
    ],
    "causal-chain": [
        *(("pain-related-chemical", "leadsTo", "brain-pathway-change", of, "Hedged", "no", "129") for of in LONG),
        *(
            ("brain-pathway-change", "leadsTo", "increased-pain-sensitivity", of, "Asserted", "yes", "132")
            for of in LONG
        ),
        ("increased-pain-sensitivity", "leadsTo", "pain-from-slight-pressure", NO, "Hedged", "yes", "134"),
    ],
    "causes-of-condition": [
        ("lower-limb-amputation", "lower-leg-pain-after-amputation", NO, "Asserted", "no", "203"),
        ("knee-arthritis", "lower-leg-pain-from-knee-arthritis", NO, "Asserted", "no", "204"),
        ("knee-replacement", "lower-leg-pain-after-knee-replacement", NO, "Asserted", "no", "205"),
        ("spine-disease", "lower-leg-pain-from-spine-disease", NO, "Asserted", "no", "206"),
    ],
    "changes-of": [
        ("lower-drug-dose", "leadsTo", "fewer-adverse-effects", NO, NO, "Hedged", "no", "091"),
        ("neuromodulation", "hasOutcome", "fewer-adverse-effects-than-drugs", *THAN_DRUGS, "284"),
    ],
    "claims-about": [
        ("020", "neuromodulation", "countedAmong", "medication", "Affirmed", NO, NO, "Asserted", "no"),
        ("027", "neuromodulation", "delivers", "medication", "Affirmed", NO, NO, "Asserted", "no"),
        ("030", "locally-given-drug", "leadsTo", "nerve-activity-modulation", "Affirmed", NO, NO, "Asserted", "no"),
        ("049", "neuromodulation", "delivers", "medication", "Affirmed", NO, NO, "Asserted", "no"),
        ("082", "implanted-pump", "delivers", "pump-delivered-drug", "Affirmed", NO, NO, "Asserted", "no"),
        ("084", "pump-delivered-drug", "takesPartIn", "body-transit", "Denied", NO, NO, "Asserted", "no"),
        ("085", "pump-delivered-drug", "takesPartIn", "liver-metabolism", "Denied", NO, NO, "Asserted", "no"),
        ("254", "screening-trial", "delivers", "medication", "Denied", "epidural-injection", NO, "Asserted", "no"),
        ("266", "oral-drug", "affects", "human-body", "Affirmed", "neuromodulation", NO, "Asserted", "no"),
        ("273", "medication", "exemplifies", "other-therapy", "Affirmed", NO, NO, "Asserted", "no"),
        ("291", "pump-delivered-drug", "targets", "target-site", "Affirmed", NO, NO, "Asserted", "no"),
    ],
    "claims-by-modality": [
        ("187", "dtm", "hasOutcome", "less-worst-pain", NO, "persistent-back-and-leg-pain", "no", "types"),
        *((*row, NO, "study-participant", inferred, "types") for *row, inferred in STUDIED),
        *(
            (claim, "neuromodulation", "hasOutcome", outcome, "conventional-drug", "patient", "yes", "conclusion")
            for outcome, claim in OUTCOMES
        ),
        ("287", "neuromodulation", "comparedWith", "conventional-drug", NO, NO, "yes", "conclusion"),
    ],
    "claims-denied": [
        ("007", "pain-medicine", "aimsAt", "cure", NO, NO, "Denied", "Asserted", "no", "introduction"),
        ("084", "pump-delivered-drug", "takesPartIn", "body-transit", NO, NO, "Denied", "Asserted", "no", "working"),
        (
            "085",
            "pump-delivered-drug",
            "takesPartIn",
            "liver-metabolism",
            NO,
            NO,
            "Denied",
            "Asserted",
            "no",
            "working",
        ),
        (
            "254",
            "screening-trial",
            "delivers",
            "medication",
            "epidural-injection",
            NO,
            "Denied",
            "Asserted",
            "no",
            "advantages",
        ),
    ],
    "claims-for-population": [(*row, "study-participant", NO, "Reported", inferred) for *row, inferred in STUDIED],
    "claims-in-context": [
        ("001", "neuromodulation", "describedAs", "latest", "chronic-pain", NO, NO, "Asserted", "no"),
        ("017", "threshold-variation", "leadsTo", "hard-to-understand", "chronic-pain", NO, NO, "Asserted", "yes"),
        *(
            (claim, kind, "typeOf", "neuromodulation", "chronic-pain", NO, NO, "Asserted", "no")
            for claim, kind in LISTED
        ),
        (
            *("277", "neuromodulation", "alternativeTo", "conventional-treatment", "chronic-pain"),
            *(NO, "no-response-to-conventional", "Hedged", "yes"),
        ),
        (
            *("278", "neuromodulation", "describedAs", "non-surgical", "chronic-pain"),
            *(NO, "no-response-to-conventional", "Hedged", "no"),
        ),
        (
            *("279", "neuromodulation", "optionWhen", "no-response-to-conventional", "chronic-pain"),
            *(NO, NO, "Hedged", "no"),
        ),
    ],
    "comparisons": [
        ("neuromodulation", "hasAdvantage", "site-specific-action", "oral-drug", NO, "Asserted", "no", "264"),
        ("neuromodulation", "targets", "pain-site", "oral-drug", NO, "Asserted", "no", "265"),
        ("oral-drug", "affects", "human-body", "neuromodulation", NO, "Asserted", "no", "266"),
        *(("neuromodulation", "hasOutcome", outcome, *THAN_DRUGS, claim) for outcome, claim in OUTCOMES),
    ],
    "conditions-as-context": [
        (
            *("central-visceral-pain", "151", "neurostimulator", "aimsAt", "normalised-discomfort"),
            *(NO, NO, "Asserted", "yes"),
        )
    ],
    "conditions-of-technique": [
        ("drg-stimulation", "persistent-incapacitating-pain", "relieves", NO, NO, "Asserted", "no"),
        *(("drg-stimulation", pain, "relieves", NO, NO, "Hedged", "no") for pain in LOWER_LEG_PAIN),
        ("drg-stimulation", "illness-related-pain", "treats", NO, NO, "Asserted", "no"),
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
        ("neurostimulation", "diagnosis-and-little-success", NO, NO, "Hedged", "no", part, NO, "Hedged", "no")
        for part in ("diagnosed-neuropathic-pain", "little-success-before")
    ],
    "delivered-by": [
        (delivered, manner, NO, "Asserted", "no")
        for delivered, manner in (
            *(("medication", manner) for manner in ("certain ones", "directly", "target-site", "in minimal doses")),
            ("medication", "as an alternative to electrical stimuli"),
            ("medication", "as an alternative to activating nerves"),
            *(
                ("electrical-stimulation", manner)
                for manner in ("directly", "target-site", "as an alternative to medication")
            ),
            *(
                ("chemical-substance", manner)
                for manner in ("certain ones", "directly", "target-site", "in minimal doses")
            ),
            ("chemical-substance", "as an alternative to activating nerves"),
        )
    ],
    "denied-about": [
        ("pump-delivered-drug", "takesPartIn", "body-transit", NO, NO, "Denied", "Asserted", "no", "working", "084"),
        (
            "pump-delivered-drug",
            "takesPartIn",
            "liver-metabolism",
            NO,
            NO,
            "Denied",
            "Asserted",
            "no",
            "working",
            "085",
        ),
        (
            "screening-trial",
            "delivers",
            "medication",
            "epidural-injection",
            NO,
            "Denied",
            "Asserted",
            "no",
            "advantages",
            "254",
        ),
    ],
    "described-as": ESSENTIAL,
    "devices-at": [
        ("electrode", site, NO, "Asserted", "no", "neuromodulation", NO, "Asserted", "yes", claim)
        for site, claim in (("brain", "059"), ("spinal-cord", "060"))
    ],
    "devices-implanted": [
        *(("electrode", site, NO, "Asserted", "no", *NOTHING) for site in ("brain", "spinal-cord", "target-site")),
        ("implanted-pump", "human-body", NO, "Asserted", "yes", *NOTHING),
        *(
            ("neurostimulator", "human-body", NO, "Asserted", inferred, "surgical-removal", NO, "Hedged", "no")
            for inferred in ("no", "yes")
        ),
        *(
            ("thin-wire", site, "study-participant", "Reported", "no", *NOTHING)
            for site in ("peripheral-nerve", "nerve-ending")
        ),
    ],
    "devices-of-procedure": [
        ("lead", NO, "Asserted", "no", "external-neurostimulator", NO, "Asserted", "no"),
        ("external-neurostimulator", NO, "Asserted", "no", *NOTHING),
    ],
    "devices-of-technique": [
        *(
            (user, "neurostimulator", NO, "Asserted", inferred, part, NO, "Asserted", part_inferred)
            for user, inferred in (("neuromodulation", "yes"), ("electrode-implantation", "no"))
            for part, part_inferred in (("extension-cord", "no"), ("power-source", "yes"), ("pulse-generator", "yes"))
        ),
        # That the equipment is small is said of modern methods; that they are neuromodulation is supplied.
        *(
            ("neuromodulation", device, NO, "Asserted", "yes", *NOTHING)
            for device in ("electrode", "implanted-pump", "small-equipment")
        ),
        ("pns", "thin-wire", "study-participant", "Reported", "yes", *NOTHING),
        ("screening-trial", "lead", NO, "Asserted", "no", "electrode", NO, "Asserted", "yes"),
        ("screening-trial", "external-neurostimulator", NO, "Asserted", "no", *NOTHING),
    ],
    "devices-that-join": JOINED,
    "differences": [
        ("duration", "chronic-pain", "long-lasting", NO, NO, "Asserted", "no", "119"),
        ("continuity of the pain", "chronic-pain", "continuous", NO, NO, "Asserted", "no", "120"),
        ("duration", NO, NO, NO, NO, "Asserted", "no", "121"),
        ("difficulty of treatment", "chronic-pain", "harder-to-treat", NO, NO, "Asserted", "yes", "122"),
        ("difficulty of treatment", NO, NO, NO, NO, "Asserted", "yes", "123"),
        ("how it is experienced", NO, NO, NO, NO, "Asserted", "yes", "124"),
        ("how it is processed", NO, NO, NO, NO, "Asserted", "yes", "125"),
    ],
    "figures": [
        (
            *("187", "dtm", "hasOutcome", "less-worst-pain", ">", 80, "%"),
            *(context, NO, "persistent-back-and-leg-pain", "Reported", "no"),
        )
        for context in ("share of these patients", "even after the procedure")
    ],
    "certainty-by-section": [
        *FIRMNESS,
        ("types", "neuromodulation", "hasOutcome", "pain-relief", NO, NO, "Hedged", "yes", "159"),
        ("types", "neuromodulation", "treats", "pain", NO, NO, "Asserted", "yes", "292"),
        *(
            ("types", technique, "treats", "illness-related-pain", NO, NO, "Asserted", "no", claim)
            for technique, claim in (("dtm", "160"), ("drg-stimulation", "163"), ("pns", "166"))
        ),
        ("types", "dtm", "treats", "persistent-back-and-leg-pain", NO, NO, "Asserted", "no", "182"),
        (
            *("types", "dtm", "hasOutcome", "less-worst-pain"),
            *(NO, "persistent-back-and-leg-pain", "Reported", "no", "187"),
        ),
        ("types", "drg-stimulation", "relieves", "persistent-incapacitating-pain", NO, NO, "Asserted", "no", "196"),
        *(("types", *row) for row in RELIEVED),
        ("types", "pns", "treats", "persistent-neuropathic-pain", NO, NO, "Asserted", "yes", "212"),
        (
            *("candidates", "neurostimulation", "treats", "persistent-neuropathic-pain"),
            *(NO, "diagnosis-and-little-success", "Hedged", "no", "226"),
        ),
    ],
    "harms-of-neuromodulation": [],
    "in-common": [
        (predicate, thing, NO, "Asserted", "no", NO, "Asserted", "no")
        for predicate, thing in (
            *(("treats", "illness-related-pain"), ("actsThrough", "nerve-activation")),
            *(("aimsAt", "blocked-signals"), ("typeOf", "neuromodulation")),
        )
    ],
    "kinds-of": [
        (kind, parent, "Asserted", inferred, source)
        for kind, parent, inferred, source in (
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
        )
    ],
    "kinds-with-treatments": [
        *((kind, *[NO] * 6) for kind in ("leg-pain", "lower-leg-pain")),
        *((pain, "drg-stimulation", "relieves", *rest) for _, _, pain, _, *rest in RELIEVED),
        ("persistent-back-and-leg-pain", "dtm", "treats", NO, "Asserted", "no", "182"),
    ],
    "mechanisms-of-technique": [
        *(
            ("neuromodulation", way, NO, "Asserted", "no")
            for way in ("nerve-activity-modulation", "local-delivery", "nerve-activation")
        ),
        *(
            ("neuromodulation", way, NO, "Asserted", "yes")
            for way in ("pain-system-alteration", "brain-excitation", "drg-activation")
        ),
        *((kind, "nerve-activation", NO, "Asserted", "no") for _, kind in LISTED),
    ],
    "mechanisms-shared": [
        ("nerve-activation", technique, NO, "Asserted", "no", claim)
        for technique, claim in (("neuromodulation", "052"), ("dtm", "161"), ("drg-stimulation", "164"), ("pns", "167"))
    ],
    "nodes-named": [
        *(("dorsal-root-ganglion", "dorsal root ganglion"), ("dorsal-root-ganglion", "spinal ganglion")),
        ("drg-activation", "dorsal root ganglion activation"),
        ("drg-stimulation", "dorsal root ganglion stimulation"),
    ],
    "nodes-without-term": [
        (technique, f"not in MAXO, MeSH, NCIT, SNOMED CT; {nearest}")
        for technique, nearest in (
            ("drg-stimulation", "broader: electric stimulation therapy"),
            ("dtm", "broader: spinal cord stimulation"),
            ("neuromodulation", "related: stimulation procedure"),
            ("pns", "broader: electric stimulation therapy"),
        )
    ],
    "only-in-section": [
        (
            *("neuromodulation", "alternativeTo", "conventional-treatment"),
            *(NO, "no-response-to-conventional", "Hedged", "yes", "277"),
        ),
        (
            *("neuromodulation", "describedAs", "non-surgical"),
            *(NO, "no-response-to-conventional", "Hedged", "no", "278"),
        ),
        ("neuromodulation", "optionWhen", "no-response-to-conventional", NO, NO, "Hedged", "no", "279"),
        ("neuromodulation", "optionWhen", "insufficient-relief", NO, NO, "Hedged", "yes", "282"),
        # That patients report relief is said elsewhere too, though not as reported.
        *(("neuromodulation", "hasOutcome", outcome, *THAN_DRUGS, claim) for outcome, claim in OUTCOMES[:2]),
    ],
    "outcomes-of-technique": [
        ("neuromodulation", "relieves", "pain", NO, "patient", "Asserted", "no", "022"),
        *((*row[:3], NO, *row[3:]) for row in PUMPED),
        ("lower-drug-dose", "leadsTo", "fewer-adverse-effects", NO, NO, "Hedged", "no", "091"),
        ("lower-drug-dose", "leadsTo", "greater-comfort", NO, NO, "Hedged", "no", "092"),
        ("lower-drug-dose", "leadsTo", "improved-quality-of-life", NO, NO, "Hedged", "no", "093"),
        ("neuromodulation", "hasOutcome", "pain-relief", NO, NO, "Hedged", "yes", "159"),
        ("dtm", "hasOutcome", "less-worst-pain", NO, "persistent-back-and-leg-pain", "Reported", "no", "187"),
        ("drg-stimulation", "relieves", "persistent-incapacitating-pain", NO, NO, "Asserted", "no", "196"),
        *RELIEVED,
        *(("neuromodulation", "hasOutcome", outcome, *THAN_DRUGS, claim) for outcome, claim in OUTCOMES),
    ],
    "populations-of-technique": [
        *(
            (disorder, "neuromodulation", "aimsAt", "improved-quality-of-life", NO, "Asserted", "no", claim)
            for disorder, claim in (
                *(("visual-disorder", "045"), ("auditory-disorder", "046"), ("certain-psychiatric-disorders", "047")),
            )
        ),
        ("patient", "neuromodulation", "relieves", "pain", NO, "Asserted", "no", "022"),
        *(
            ("persistent-back-and-leg-pain", *row)
            for row in (
                ("scs", "combinedWith", "dtm", NO, "Asserted", "no", "177"),
                ("dtm", "describedAs", "emerging", NO, "Asserted", "no", "180"),
                ("dtm", "describedAs", "interventional", NO, "Asserted", "no", "181"),
                ("dtm", "hasOutcome", "less-worst-pain", NO, "Reported", "no", "187"),
            )
        ),
        ("study-participant", "pns", "usesDevice", "thin-wire", NO, "Reported", "yes", "213"),
        ("study-participant", "pns", "targets", "peripheral-nerve", NO, "Reported", "yes", "220"),
        ("study-participant", "pns", "targets", "nerve-ending", NO, "Reported", "yes", "221"),
        (
            *("diagnosis-and-little-success", "neurostimulation", "treats", "persistent-neuropathic-pain"),
            *(NO, "Hedged", "no", "226"),
        ),
        *(
            (
                "chronic-pain",
                "neuromodulation",
                "hasAdvantage",
                "trial-before-commitment",
                other,
                "Asserted",
                "no",
                claim,
            )
            for other, claim in (("other-therapy", "239"), ("other-operation", "240"))
        ),
        ("patient", "scs", "hasAdvantage", "adjustable-to-position", "other-therapy", "Hedged", "yes", "268"),
        *(
            ("no-response-to-conventional", "neuromodulation", *row)
            for row in (
                ("treats", "chronic-pain", NO, "Hedged", "no", "276"),
                ("alternativeTo", "conventional-treatment", NO, "Hedged", "yes", "277"),
                ("describedAs", "non-surgical", NO, "Hedged", "no", "278"),
            )
        ),
        ("insufficient-relief", "neuromodulation", "treats", "chronic-pain", NO, "Hedged", "yes", "281"),
        *(
            ("patient", "neuromodulation", "hasOutcome", outcome, "conventional-drug", "Reported", "yes", claim)
            for outcome, claim in OUTCOMES
        ),
    ],
    "reasons-for-quality": [("threshold-variation", "chronic-pain", NO, "Asserted", "yes", *NOTHING, "017")],
    "relations-contested": [],
    "relations-hedged-only": [
        *(("drg-stimulation", "relieves", pain, NO, "no", claim) for _, _, pain, *_, claim in RELIEVED),
        ("scs", "hasAdvantage", "adjustable-to-position", "patient", "yes", "268"),
    ],
    "restrictions-of": [
        *((claim, "dtm", "differsFrom", other, "context", "slightly", "Asserted", "no") for claim, other in DIFFERENT),
        ("176", "dtm", "typeOf", "neuromodulation", "context", "chronic-pain", "Asserted", "no"),
        ("177", "scs", "combinedWith", "dtm", "for", "persistent-back-and-leg-pain", "Asserted", "no"),
        ("180", "dtm", "describedAs", "emerging", "for", "persistent-back-and-leg-pain", "Asserted", "no"),
        ("181", "dtm", "describedAs", "interventional", "for", "persistent-back-and-leg-pain", "Asserted", "no"),
        *(
            ("187", "dtm", "hasOutcome", "less-worst-pain", kind, value, "Reported", "no")
            for kind, value in (
                ("for", "persistent-back-and-leg-pain"),
                ("context", "even after the procedure"),
                ("context", "share of these patients"),
            )
        ),
        *(
            ("268", "scs", "hasAdvantage", "adjustable-to-position", kind, value, "Hedged", "yes")
            for kind, value in (
                *(("against", "other-therapy"), ("for", "patient")),
                *(("context", "position-change"), ("context", "during the day")),
            )
        ),
    ],
    "sections-about": [(8, "types", 17, 1), (10, "advantages", 1, 1)],
    "sections-on-quality": NON_SURGICAL,
    "source-details": [
        (
            *("Neuromodulation Techniques in Managing Chronic Pain", "Dr. Pallavi. C", "Dr. Abhishek Juneja"),
            *("iCliniq", "2025-04-30", "2025-04-30"),
        )
    ],
    "sources-listed": [
        (ARTICLE, "article", "Dr. Pallavi. C", "Dr. Abhishek Juneja", "iCliniq", "2025-04-30", "2025-04-30"),
        ("hp", "ontology", NO, NO, "HPO consortium", "2025-01-16", NO),
        ("mesh", "ontology", NO, NO, "U.S. National Library of Medicine", NO, NO),
        ("plain", "ontology", NO, NO, "neuromod-kg contributors", NO, NO),
        ("uberon", "ontology", NO, NO, "Uberon developers", "2026-04-01", NO),
    ],
    "steps-after": [
        (1, "pain-receptor-activation", "messenger-release", NO, "Asserted", "no", "098"),
        (2, "messenger-release", "message-at-spinal-cord", NO, "Asserted", "yes", "105"),
        (3, "message-at-spinal-cord", "message-at-brain", NO, "Asserted", "no", "104"),
        (4, "message-at-brain", "sensation-processing", NO, "Asserted", "yes", "108"),
        (5, "sensation-processing", "pain-interpretation", NO, "Asserted", "no", "107"),
    ],
    "targets-side-by-side": [
        *(("dtm", "dtm", target, NO, "Asserted", "yes") for target in ("glial-cell", "nerve-cell")),
        ("drg-stimulation", "drg-stimulation", "dorsal-root-ganglion", NO, "Asserted", "no"),
        *(
            ("pns", "pns", target, "study-participant", "Reported", "yes")
            for target in ("peripheral-nerve", "nerve-ending")
        ),
    ],
    "technique-condition-links": [],
    "technique-figures": [
        (
            *("dtm", "hasOutcome", "less-worst-pain", ">", 80, "%", context),
            *(NO, "persistent-back-and-leg-pain", "Reported", "no", "187"),
        )
        for context in ("share of these patients", "even after the procedure")
    ],
    "techniques-by-advantage": [("scs", "other-therapy", "patient", "Hedged", "yes", "advantages")],
    "techniques-by-process": [("dtm", *NOTHING, cell, NO, "Asserted", "yes") for cell in ("glial-cell", "nerve-cell")],
    "techniques-by-target": [
        ("drg-stimulation", *NOTHING, "targets", "dorsal-root-ganglion", NO, "Asserted", "no"),
        (
            *("neuromodulation", "drg-activation", NO, "Asserted", "yes"),
            *("targets", "dorsal-root-ganglion", NO, "Asserted", "no"),
        ),
    ],
    "techniques-listed-for": TYPES,
    "techniques-without": [("drg-stimulation",), ("pns",)],
    "tensions-about": [
        (tension, weight, "Contradiction", claim)
        for claim in ("002", "024")
        for tension, weight in (("tension-01", "major"), ("tension-07", "moderate"))
    ],
    "tentative-about": [
        ("drg-stimulation", "alternativeTo", "dtm", NO, NO, "Asserted", "yes", "194"),
        *RELIEVED,
        ("drg-stimulation", "typeOf", "neurostimulation", NO, NO, "Asserted", "yes", "plain-003"),
    ],
    "terms-of": [("skos:exactMatch", term) for term in ("MAXO:0000945", "NCIT:C21023", "mesh:D062187")],
    "treatments-of-condition": [
        ("neuromodulation", "treats", "chronic-pain", NO, "helps to manage", "Asserted", "no", "003"),
        ("neuromodulation", "treats", "chronic-pain", "no-response-to-conventional", NO, "Hedged", "no", "276"),
        ("neuromodulation", "treats", "chronic-pain", "insufficient-relief", NO, "Hedged", "yes", "281"),
        ("neuromodulation", "treats", "severe-chronic-illness", NO, "commonly", "Asserted", "no", "032"),
        ("less-intrusive-method", "treats", "chronic-pain", NO, "in recent decades", "Asserted", "no", "010"),
        ("other-operation", "treats", "chronic-pain", NO, NO, "Asserted", "no", "243"),
        ("other-therapy", "treats", "chronic-pain", NO, NO, "Asserted", "no", "244"),
        ("drg-stimulation", "relieves", "persistent-incapacitating-pain", NO, NO, "Asserted", "no", "196"),
        ("dtm", "treats", "persistent-back-and-leg-pain", NO, NO, "Asserted", "no", "182"),
        (
            *("neurostimulation", "treats", "persistent-neuropathic-pain"),
            *("diagnosis-and-little-success", NO, "Hedged", "no", "226"),
        ),
        ("pns", "treats", "persistent-neuropathic-pain", NO, "generally successful", "Asserted", "yes", "212"),
    ],
    "upstream-of": [
        *((*row[:3], NO, *row[3:]) for row in PUMPED),
        ("lower-drug-dose", "leadsTo", "fewer-adverse-effects", NO, NO, "Hedged", "no", "091"),
        ("neuromodulation", "hasOutcome", "fewer-adverse-effects-than-drugs", *THAN_DRUGS, "284"),
    ],
    "whereabouts": [
        ("dorsal-root-ganglion", "placedIn", "spinal-cord-basin", NO, "Asserted", "no", ARTICLE, "tension-12"),
        ("dorsal-root-ganglion", "partOf", "peripheral-nervous-system", NO, "Asserted", "no", "mesh", "tension-12"),
        ("peripheral-nervous-system", "partOf", "nervous-system", NO, "Asserted", "no", "uberon", NO),
    ],
}
INFERRED = {"277", "281", "282", "284", "285", "286", "287"}
MAJOR = {f"tension-{number}" for number in ("01", "05", "08", "09", "12", "13", "17", "20", "35", "42")}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_answers(first: G, name: str) -> None:
    found = rows(ask(first, name))
    if name == "tensions-about":  # less the sentences that say why
        found = [row[:-1] for row in found]
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
        modalities = [row["modality"] for row in table if row["section"] == section.slug and row["structural"] != "yes"]
        expected.append((position, section.slug, len(modalities), sum(one != "asserted" for one in modalities)))
    assert rows(ask(first, "claims-per-section")) == expected


def test_hedging_words(first: G) -> None:
    claims = first.claims(source=ARTICLE)
    counted = Counter((word, claim.modality.title()) for claim in claims for word in claim.hedge)
    assert {(word, modality): claims for word, modality, claims in rows(ask(first, "hedging-words"))} == counted
    assert counted["might", "Hedged"] == 6


def with_claims(graph: G, claims: Iterable[kg.Claim]) -> G:
    return kg.KnowledgeGraph(schema=graph.schema, sources=graph.sources(), nodes=graph.nodes(), claims=claims)


@pytest.fixture(scope="module")
def guarded(first: G) -> G:
    """The graph with every claim hedged, inferred and restricted, and with the harm and the contradiction that it has no case of."""
    like = next(claim for claim in first.claims() if claim.population)
    more = (
        ("nmk:scs", "leads_to", "nmk:ischemia", "affirmed"),
        ("nmk:pns", "option_when", "nmk:refractory-pain", "denied"),
        ("nmk:neuromodulation", "treats", "nmk:epilepsy", "denied"),
    )
    added = (
        replace(like, id=f"nmc:more-{number}", subject=subject, predicate=predicate, object=object, polarity=polarity)
        for number, (subject, predicate, object, polarity) in enumerate(more)
    )
    return with_claims(
        first,
        (
            replace(claim, modality="hedged", hedge=("may",), inferred=True, note="Supplied.", population=(PATIENT,))
            for claim in (*first.claims(), *added)
        ),
    )


PATIENT = "nmk:study-participant"
GUARDS = {"nmv:Hedged", "yes", PATIENT}
ON_ARTICLE = [one for one in questions() if not one.of_evidence]
UNGUARDED = {
    # They answer with no claim, or with none in a row: names, sources, numbers, what there is not.
    *("claims-per-section", "conditions-without-technique", "hedging-words", "nodes-named", "nodes-without-term"),
    *("sections-about", "source-details", "sources-listed", "techniques-without", "terms-of"),
    # They ask how a claim came about, or what speaks against it.
    *("claims-inferred", "tensions-about", "tensions-by-weight"),
}
SAID: dict[str, set[str]] = {  # by the question itself, or, of restrictions, in a row of its own
    "claims-by-modality": {"nmv:Hedged"},
    "relations-hedged-only": {"nmv:Hedged"},
    "restrictions-of": {PATIENT},
    "kinds-of": {PATIENT},  # what a thing is a kind of, it is for everybody
}
WITH_ROWS: dict[str, dict[str, str]] = {
    "claims-by-modality": {"modality": "hedged"},
    "kinds-with-treatments": {"condition": "lower-leg-pain-after-amputation"},
    "technique-condition-links": {"technique": "neuromodulation"},
}


@pytest.mark.parametrize("name", sorted({one.name for one in ON_ARTICLE} - UNGUARDED))
def test_no_answer_drops_what_qualifies_a_claim(guarded: G, name: str) -> None:
    """That it is hedged, that the curator inferred it, and for whom it holds."""
    answer = guarded.ask(name, **WITH_ROWS.get(name, {})).plain
    assert answer
    assert [row for row in answer if not GUARDS - SAID.get(name, set()) <= set(row)] == []


def test_only_questions_that_say_so_answer_with_what_is_denied(first: G) -> None:
    denied = with_claims(first, (replace(claim, polarity="denied") for claim in first.claims()))
    asked = {one.name for one in ON_ARTICLE} - UNGUARDED
    told = {"claims-about", "claims-denied", "denied-about", "harms-of-neuromodulation"}
    assert {name for name in asked if any(any(row[1:]) for row in denied.ask(name).plain)} == told
    assert {row.polarity for name in told & {"claims-about"} for row in denied.ask(name)} == {"nmv:Denied"}
    assert {row.polarity for row in denied.ask("harms-of-neuromodulation")} == {"nmv:Denied"}


def test_what_is_denied_elsewhere_is_still_only_affirmed_here(first: G) -> None:
    """And a report that denies an advantage is no evidence of it."""
    by_id = {claim.id: claim for claim in first.claims()}
    sole, adjustable = by_id[f"nmc:{ARTICLE}-001"], by_id[f"nmc:{ARTICLE}-268"]
    graph = with_claims(
        first,
        (
            *by_id.values(),
            replace(sole, id="nmc:more-1", polarity="denied", section=by_id[f"nmc:{ARTICLE}-286"].section),
            replace(adjustable, id="nmc:more-2", polarity="denied", modality="reported", hedge=("study",)),
        ),
    )
    assert rows(graph.ask("only-in-section", section="outline"))[0][-1] == "001"
    assert rows(graph.ask("advantages-without-evidence")) == rows(first.ask("advantages-without-evidence"))


def test_every_question_has_its_answer_here() -> None:
    others = {"claims-inferred", "tensions-by-weight", "claims-per-section", "hedging-words"}
    assert {one.name for one in ON_ARTICLE} == EXPECTED.keys() | others


# What else is asked, where the answer takes several steps: of causes and kinds, places and populations, and of what is missing.
CAUSED = (
    ("knee-arthritis", "lower-leg-pain-from-knee-arthritis"),
    ("spine-disease", "lower-leg-pain-from-spine-disease"),
)
MORE: list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]] = [
    (
        "upstream-of",
        {"thing": "allodynia"},
        [
            *(
                ("pain-related-chemical", "leadsTo", "brain-pathway-change", NO, of, "Hedged", "no", "129")
                for of in LONG
            ),
            *(
                ("brain-pathway-change", "leadsTo", "increased-pain-sensitivity", NO, of, "Asserted", "yes", "132")
                for of in LONG
            ),
            ("slight-pressure", "triggers", "pain-from-slight-pressure", NO, NO, "Hedged", "no", "133"),
            ("increased-pain-sensitivity", "leadsTo", "pain-from-slight-pressure", NO, NO, "Hedged", "yes", "134"),
        ],
    ),
    (
        "upstream-of",
        {"thing": "pain-interpretation"},
        [
            ("pain-receptor-activation", "triggers", "messenger-release", NO, NO, "Asserted", "no", "098"),
            ("messenger-release", "precedes", "message-at-spinal-cord", NO, NO, "Asserted", "yes", "105"),
            ("message-at-spinal-cord", "precedes", "message-at-brain", NO, NO, "Asserted", "no", "104"),
            ("message-at-brain", "precedes", "sensation-processing", NO, NO, "Asserted", "yes", "108"),
            ("sensation-processing", "precedes", "pain-interpretation", NO, NO, "Asserted", "no", "107"),
        ],
    ),
    (
        "changes-of",
        {"thing": "quality of life"},
        [
            *(
                ("neuromodulation", "aimsAt", "improved-quality-of-life", NO, of, "Asserted", "no", claim)
                for of, claim in (
                    *(("visual-disorder", "045"), ("auditory-disorder", "046")),
                    ("certain-psychiatric-disorders", "047"),
                )
            ),
            ("lower-drug-dose", "leadsTo", "improved-quality-of-life", NO, NO, "Hedged", "no", "093"),
            ("neuromodulation", "hasOutcome", "better-quality-of-life-than-drugs", *THAN_DRUGS, "285"),
        ],
    ),
    (
        "devices-at",
        {"place": "peripheral nervous system"},
        [
            (
                *("thin-wire", "peripheral-nerve", "study-participant", "Reported", "no"),
                *("pns", "study-participant", "Reported", "yes", "215"),
            )
        ],
    ),
    ("techniques-without", {"predicate": "option_when"}, [("scs",), ("dtm",), ("drg-stimulation",), ("pns",)]),
    ("techniques-without", {"predicate": "uses_device"}, [("scs",), ("dtm",), ("drg-stimulation",)]),
    (
        "only-in-section",
        {"section": "outline"},
        [("neuromodulation", "describedAs", "latest", NO, NO, "Asserted", "no", "001")],
    ),
    (
        "claims-for-population",
        {"population": "refractory pain"},
        [
            *(
                (claim, "neuromodulation", *row, "no-response-to-conventional", NO, "Hedged", inferred)
                for claim, *row, inferred in (
                    ("276", "treats", "chronic-pain", "no"),
                    ("277", "alternativeTo", "conventional-treatment", "yes"),
                    ("278", "describedAs", "non-surgical", "no"),
                )
            ),
            ("281", "neuromodulation", "treats", "chronic-pain", "insufficient-relief", NO, "Hedged", "yes"),
        ],
    ),
    (
        "kinds-with-treatments",
        {"condition": "neuropathic pain"},
        [
            ("neuropathic-pain", *[NO] * 6),
            ("persistent-neuropathic-pain", "pns", "treats", NO, "Asserted", "yes", "212"),
            (
                *("persistent-neuropathic-pain", "neurostimulation", "treats"),
                *("diagnosis-and-little-success", "Hedged", "no", "226"),
            ),
        ],
    ),
    *(
        (
            "treatments-of-condition",
            {"condition": cause},
            [("drg-stimulation", "relieves", pain, NO, NO, "Hedged", "no", claim)],
        )
        for (cause, pain), claim in zip(CAUSED, ("200", "202"), strict=True)
    ),
    ("techniques-listed-for", {"family": "neurostimulation"}, TYPES),
    ("technique-figures", {"technique": "DRG stimulation"}, []),
    ("denied-about", {"thing": "neuromodulation"}, []),
    (
        "techniques-by-process",
        {"process": "pain processing"},
        [
            ("neuromodulation", by, NO, "Asserted", "yes", target, NO, "Asserted", "no")
            for by, target in (("brain-excitation", "brain"), ("pain-system-alteration", "message-at-brain"))
        ],
    ),
    ("differences", {"one": "acute pain", "other": "chronic pain"}, EXPECTED["differences"]),
    (
        "differences",
        {"one": "dtm", "other": "pns"},
        [("way of operating", NO, NO, "slightly", NO, "Asserted", "no", "170")],
    ),
    ("comparisons", {"other": "medication"}, EXPECTED["comparisons"]),
    (
        "aims-of",
        {"thing": "neurostimulation"},
        [(kind, "blocked-signals", NO, NO, NO, "Asserted", "no") for _, kind in LISTED],
    ),
    (
        "aims-of",
        {"thing": "pain medicine"},
        [("pain-medicine", "symptom-treatment", "in general", "cure", NO, "Asserted", "no")],
    ),
    (
        "criteria-for-technique",
        {"technique": "neuromodulation"},
        [
            ("neuromodulation", "no-response-to-conventional", "chronic-pain", NO, "Hedged", "no", *NOTHING),
            ("neuromodulation", "other-therapies-failed", NO, NO, "Hedged", "no", *NOTHING),
            ("neuromodulation", "insufficient-relief", NO, NO, "Hedged", "yes", *NOTHING),
            *EXPECTED["criteria-for-technique"],
        ],
    ),
    (
        "techniques-by-target",
        {"target": "central nervous system"},
        [
            (
                *("neuromodulation", "brain-excitation", NO, "Asserted", "yes"),
                *("targets", "brain", NO, "Asserted", "no"),
            ),
            *(
                (
                    *("neuromodulation", "electrode", NO, "Asserted", "yes"),
                    *("implantedIn", part, NO, "Asserted", "no"),
                )
                for part in ("brain", "spinal-cord")
            ),
        ],
    ),
]


@pytest.mark.parametrize(("name", "parameters", "expected"), MORE)
def test_more_questions(first: G, name: str, parameters: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    assert sorted(rows(first.ask(name, **parameters)), key=repr) == sorted(expected, key=repr)


def test_tensions_of_the_ganglion_count_also_where_anatomy_is_the_other_side(first: G) -> None:
    found = {(tension, kind) for tension, _, kind, _, _ in rows(first.ask("tensions-about", thing="DRG"))}
    assert {("tension-08", "Anatomy"), ("tension-12", "Anatomy"), ("tension-13", "Anatomy")} <= found


# The twenty sample questions, each by one call.
SAMPLES: list[tuple[str, str, dict[str, Any], list[tuple[Any, ...]]]] = [
    ("types listed for chronic pain", "techniques-listed-for", {}, TYPES),
    ("essential device parts", "described-as", {}, ESSENTIAL),
    ("aim of the neurostimulator", "aims-of", {"thing": "neurostimulator"}, EXPECTED["aims-of"]),
    ("why hard to understand", "reasons-for-quality", {}, EXPECTED["reasons-for-quality"]),
    ("technique for transmitting cells", "techniques-by-process", {}, EXPECTED["techniques-by-process"]),
    ("adjusts to position", "techniques-by-advantage", {}, EXPECTED["techniques-by-advantage"]),
    ("joins power source and electrode", "devices-that-join", {}, JOINED),
    ("partner of the glial technique", "advantages-of-partner", {}, EXPECTED["advantages-of-partner"]),
    ("chemicals to severe pain", "causal-chain", {}, EXPECTED["causal-chain"]),
    ("screening trial", "devices-of-procedure", {}, EXPECTED["devices-of-procedure"]),
    ("three techniques by target", "targets-side-by-side", {}, EXPECTED["targets-side-by-side"]),
    ("chronic against acute pain", "differences", {}, EXPECTED["differences"]),
    ("against drugs", "comparisons", {"other": list(DRUGS)}, EXPECTED["comparisons"]),
    ("hardware in the body", "devices-implanted", {}, EXPECTED["devices-implanted"]),
    ("bladder or bowel dysfunction", "technique-condition-links", {}, []),
    ("complications", "harms-of-neuromodulation", {}, []),
    ("non-surgical treatment", "sections-on-quality", {}, NON_SURGICAL),
    ("who wrote it", "source-details", {"source": ARTICLE}, EXPECTED["source-details"]),
    ("what rests on a report", "claims-by-modality", {"modality": "reported"}, EXPECTED["claims-by-modality"]),
    (
        *("how firmly it helps", "certainty-by-section"),
        {"section": ["outline", "introduction", "conclusion"]},
        FIRMNESS,
    ),
]


@pytest.mark.parametrize(("name", "parameters", "expected"), [s[1:] for s in SAMPLES], ids=[s[0] for s in SAMPLES])
def test_sample_questions(first: G, name: str, parameters: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    assert len(SAMPLES) == 20
    assert sorted(rows(first.ask(name, **parameters)), key=repr) == sorted(expected, key=repr)


# ---------------------------------------------------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        ("techniques-by-target", {"target": "glial cells"}, [("dtm", *NOTHING, "targets", "glial-cell", NO, "Asserted", "yes")]),
        ("techniques-by-target", {"target": ["glial-cell", "nmk:peripheral-nerve"]}, 3),
        ("techniques-by-target", {"target": "UBERON:0000044"}, EXPECTED["techniques-by-target"]),
        ("techniques-by-target", {"target": "spinal-cord-basin"}, []),
        ("technique-condition-links", {"technique": "neuromodulation", "condition": "bladder dysfunction"}, [("neuromodulation", "neuromodulation", "treats", "bladder-dysfunction", "bladder-dysfunction", NO, "Asserted", "no", "040")]),
        ("claims-by-modality", {"modality": "nmv:Hedged"}, 33),
        ("claims-per-section", {"source": "nms:hp"}, 4),
        ("claims-inferred", {"section": "outline"}, []),
        ("claims-inferred", {"section": "what is neuromodulation?"}, []),
        ("claims-inferred", {"section": "nms:icliniq-2025.definition"}, []),
        ("figures", {"at_least": 80}, EXPECTED["figures"][::-1]),
        ("figures", {"at_least": "80.5"}, []),
        ("figures", {"at_least": 81}, []),
        ("tensions-by-weight", {"weight": "negligible"}, []),
        ("nodes-without-term", {"category": "Device"}, 3),
        ("nodes-without-term", {"category": "devices"}, 3),
        ("nodes-without-term", {"category": "Patient criterion"}, 11),
        ("nodes-named", {"word": "GLIA"}, [("dorsal-root-ganglion", "dorsal root ganglia"), ("glial-cell", "glia"), ("glial-cell", "glial cell"), ("glial-cell", "glial cells"), ("glial-cell", "neuroglia")]),
        ("causal-chain", {"start": "slight-pressure"}, [("slight-pressure", "triggers", "pain-from-slight-pressure", NO, "Hedged", "no", "133")]),
        ("causal-chain", {"start": "severe-chronic-illness"}, []),
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
        ("techniques-by-target", {"target": "scs"}, kg.QueryError, "parameter 'target' takes a Target or BodyRegion; 'scs' is a Technique"),
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


@pytest.mark.parametrize("one", ON_ARTICLE, ids=lambda one: one.name)
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
    for one in ON_ARTICLE:
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
    asked = (
        "Which techniques act on a process or a step of it, or on what takes part in it, and by what?\n"
        "process = transmission of pain (default)\n"
    )
    assert run(*question).output == (
        f"{asked}\n"
        "technique                         target      modality  inferred\n"
        "differential target multiplexing  glial cell  asserted  yes\n"
        "differential target multiplexing  nerve cell  asserted  yes\n"
        "Not covered: what is denied.\n"
    )
    found = run(*question, "--json")
    assert found.stderr == f"{asked}Not covered: what is denied.\n"
    assert json.loads(found.stdout)[0] == {
        "technique": "nmk:dtm",
        "by": None,
        "by_population": None,
        "by_modality": None,
        "by_inferred": None,
        "target": "nmk:glial-cell",
        "population": None,
        "modality": "nmv:Asserted",
        "inferred": "yes",
    }
    found = run(*question, "--csv")
    assert found.stderr == f"{asked}Not covered: what is denied.\n"
    assert found.stdout == (
        "technique,by,by_population,by_modality,by_inferred,target,population,modality,inferred\n"
        "nmk:dtm,,,,,nmk:glial-cell,,nmv:Asserted,yes\nnmk:dtm,,,,,nmk:nerve-cell,,nmv:Asserted,yes\n"
    )
    markdown = "\n\n".join(
        [
            *asked.splitlines(),
            "| technique | by | by_population | by_modality | by_inferred | target | population | modality | inferred |\n"
            "|---|---|---|---|---|---|---|---|---|\n",
        ]
    )
    assert run(*question, "--markdown").stdout.startswith(markdown)


def test_an_answer_names_its_question_its_parameters_and_what_is_not_covered(graph: kg.KnowledgeGraph) -> None:
    found = graph.ask("treatments-of-condition")
    assert found.question.startswith("What is said to treat or relieve a condition")
    assert (found.given, found.parameters) == (
        "condition = chronic pain (default)",
        {"condition": (graph["chronic-pain"],)},
    )
    assert found.not_covered.endswith("what is denied")
    for text in (str(found), found.markdown(), str(found._repr_html_())):
        words = " ".join(text.split())
        assert all(part in words for part in (found.question, found.given, f"Not covered: {found.not_covered}."))
    several = graph.ask("figures", at_least="12"), graph.ask("certainty-by-section", section="conclusion")
    assert several[0].given == "at_least = 12"
    assert several[1].given.endswith("(default); section = conclusion")
    mine = graph.sparql("SELECT ?x { ?x a nmv:Technique }")
    assert (mine.question, mine.given, mine.parameters, mine.not_covered) == ("", "", {}, "")


def test_no_answer_is_said() -> None:
    result = run("ask", "harms-of-neuromodulation")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "complications or contraindications" in result.stderr
    assert "that nothing is stated does not mean that there is no harm." in result.stderr
    assert result.stderr.endswith("No rows match.\n")
    assert run("ask", "harms-of-neuromodulation", "--json").stdout == "[]\n"


def test_ask_lists_and_shows() -> None:
    assert run("ask", "--list").output.startswith("name ")
    listed = json.loads(run("ask", "--list", "--json").output)
    assert [one["name"] for one in listed] == [one.name for one in questions()]
    assert listed[0]["parameters"] == [{"name": "target", "default": "nmk:glial-cell", "description": "a Target"}]
    shown = run("ask", "steps-after", "--show").output
    assert "parameter  is           default\nstart      a Mechanism  nmk:pain-receptor-activation\n" in shown
    assert shown.rstrip().endswith("ORDER BY ?earlier_steps ?step ?claim ?population")


def test_a_question_with_one_parameter_takes_its_value_alone() -> None:
    assert run("ask", "kinds-of", "pain").output == run("ask", "kinds-of", "thing=pain").output


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ask"], 2, "name a question; kg ask --list lists them"),
        (["ask", "differences", "pain"], 2, "'pain' is not a parameter; write KEY=VALUE, with one or other as KEY"),
        (["ask", "kinds-of", "chronic", "pain"], 2, "quote names of several words: "),
        (["ask", "claims-denied", "pain"], 2, "'pain' is not a parameter; claims-denied takes none; omit it"),
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
    assert list(questions(kg.load(copy))) == ON_ARTICLE
