"""The redirects of docs/w3id/ lead from every IRI to a file of the site that says something about it, in the form asked for."""

import http.client
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from conftest import ROOT
from pyoxigraph import NamedNode, RdfFormat, parse

import kg

pytestmark = [pytest.mark.checkout, pytest.mark.slow]

DATASET = kg.load().schema.dataset
HOST, BASE = "https://w3id.org", DATASET.base_iri
VERSION = DATASET.version
HTML, TURTLE = "text/html", "text/turtle"
FORMS = {
    TURTLE: RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
CLIENTS = {
    "": "html",
    "*/*": "html",
    "image/png": "html",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8": "html",
    "text/turtle;q=0.5, text/html": "html",
    "text/turtle;q=0": "html",
    "text/turtle;q=0.000": "html",
    "text/turtle-star": "html",
    "text/html;level=1;q=0.4,text/turtle;q=0.5": "ttl",
    "text/turtle;q=0.05": "ttl",
    "TEXT/TURTLE; Q=1.000": "ttl",
    "text/turtle;charset=utf-8": "ttl",
    "application/trig, text/turtle;q=0.9": "ttl",
    "application/n-triples;q=0.8,text/turtle;q=0.9,*/*;q=0.1": "ttl",
    "application/rdf+xml, text/html;q=0.9, */*;q=0.1": "rdf",
    "application/n-triples, text/turtle": "nt",
    "text/turtle, application/n-triples": "ttl",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded", application/json;q=0.9': "jsonld",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded";q=0.3, application/rdf+xml;q=0.2': "jsonld",
}
"""What clients accept, and the suffix of what they get."""

ONE_OF_EACH = {
    "the dataset": "",
    "an entity": "/entity/scs",
    "an entity that only studies name": "/entity/botulinum-toxin",
    "a retired entity": "/entity/scs-with-dtm",
    "a mapping": "/entity/dtm.m1",
    "a claim": "/claim/icliniq-2025-187",
    "a figure": "/claim/icliniq-2025-187.q1",
    "a tension": "/claim/tension-01",
    "a finding": "/claim/fishman-2021-001",
    "a link to a finding": "/claim/icliniq-2025-001.e1",
    "a rating": "/claim/char-2022-001.a1",
    "a source": "/source/icliniq-2025",
    "a section": "/source/icliniq-2025.types",
    "a section named by an entity": "/source/plain.nmk:neurostimulation",
    "a study": "/source/fishman-2021",
    "a predicate": "/vocab#treats",
    "the vocabulary": "/vocab",
    "a tentative predicate": "/tentative#treats",
    "a shape": "/shapes#AgainstOneSide",
    "who made it": "/contributors",
    "the software": "/software",
    "a version": f"/{VERSION}",
    "a sample query": f"/{VERSION}/queries#terms",
}


class Found(NamedTuple):
    """What an IRI leads to: the status of each answer, the path in the site with its fragment, the type, the content."""

    statuses: tuple[int, ...]
    path: str
    media_type: str
    content: bytes


Follow = Callable[..., Found]


@pytest.fixture(scope="module")
def follow(apache: str) -> Follow:
    """Follows an IRI to its end."""

    def found(iri: str, accept: str = "") -> Found:
        address, statuses = iri.replace(HOST, apache, 1), list[int]()
        for _ in range(5):
            parts = urlsplit(address)
            assert parts.hostname, address
            connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=20)
            try:
                connection.request("GET", parts.path or "/", headers={"Accept": accept} if accept else {})
                answer = connection.getresponse()
                content = answer.read()
            finally:
                connection.close()
            statuses.append(answer.status)
            if answer.status < 300 or answer.status >= 400:
                path = parts.path + (f"#{parts.fragment}" if parts.fragment else "")
                return Found(tuple(statuses), path, answer.headers.get_content_type(), content)
            address = answer.headers["Location"]
        raise AssertionError(f"{iri} leads round in circles: {address}")

    return found


def described(found: Found) -> set[str]:
    """The IRIs that a document says something about."""
    return {
        one.subject.value for one in parse(found.content, FORMS[found.media_type]) if isinstance(one.subject, NamedNode)
    }


@pytest.mark.parametrize("accept", FORMS)
@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_an_iri_leads_to_what_describes_it_in_the_form_asked_for(follow: Follow, kind: str, accept: str) -> None:
    iri = BASE + ONE_OF_EACH[kind]
    found = follow(iri, accept)
    assert found.statuses[-2:] == (303, 200)
    assert found.media_type == accept
    assert iri in described(found)


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_a_browser_gets_a_page(follow: Follow, kind: str) -> None:
    found = follow(BASE + ONE_OF_EACH[kind], next(accept for accept in CLIENTS if "webp" in accept))
    assert (found.statuses[-2:], found.media_type) == ((303, 200), HTML)


def test_a_part_of_a_record_is_a_place_on_its_page(follow: Follow) -> None:
    for part in ("/entity/dtm.m1", "/claim/icliniq-2025-187.q1", "/source/icliniq-2025.types"):
        found = follow(BASE + part, HTML)
        path, _, anchor = found.path.partition("#")
        assert path == f"{part.partition('.')[0]}.html"
        assert f'id="{anchor}"' in found.content.decode()


@pytest.mark.parametrize("accept", CLIENTS)
def test_clients_get_the_form_that_they_want_most(follow: Follow, accept: str) -> None:
    assert follow(f"{BASE}/entity/scs", accept).path == f"/entity/scs.{CLIENTS[accept]}"


def test_the_dataset_and_its_graphs_come_in_one_file_of_trig(follow: Follow) -> None:
    for iri in (BASE, f"{BASE}/data", f"{BASE}/description"):
        found = follow(iri, "application/trig")
        assert (found.path, found.media_type) == ("/exports/neuromod-kg.trig", "application/trig")
        assert iri == BASE or iri in {one.graph_name.value for one in parse(found.content, RdfFormat.TRIG)}


@pytest.mark.parametrize("accept", [HTML, *FORMS])
@pytest.mark.parametrize(
    "path", ["/entity/nobody", "/claim/icliniq-2025-999", "/source/nothing", "/0.0.9", "/0.0.9/vocab"]
)
def test_what_is_unknown_is_not_found(follow: Follow, path: str, accept: str) -> None:
    assert follow(BASE + path, accept).statuses[-1] == 404


@pytest.mark.parametrize("accept", [HTML, *FORMS])
def test_what_belongs_to_a_version_leads_into_its_folder(follow: Follow, site: Path, accept: str) -> None:
    """Every version that has a tag here has a folder."""
    versions = [folder.name for folder in site.glob("*.*.*/")]
    assert VERSION in versions
    for version in versions:
        for part in ("", "/vocab", "/queries"):
            found = follow(f"{BASE}/{version}{part}", accept)
            assert (found.statuses, found.media_type) == ((303, 200), accept)
            assert found.path.startswith(f"/{version}/")


@pytest.mark.parametrize(
    "path", ["/nothing", "/entity/scs/more", "/entity/../LICENSE", "/entity/a%20b", "/entity/scs%0d%0a"]
)
def test_other_addresses_lead_nowhere(follow: Follow, path: str) -> None:
    assert follow(BASE + path).statuses == (404,)


@pytest.mark.parametrize("file", ["neuromod-kg.ttl", "neuromod-kg-evidence.ttl", "neuromod-kg.dataset.ttl"])
def test_every_iri_in_the_exports_leads_to_what_describes_it(follow: Follow, site: Path, file: str) -> None:
    terms = {term for one in parse(path=ROOT / "exports" / file) for term in one.triple}
    iris = sorted({term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith(BASE)})
    assert len(iris) > 500
    before = DATASET.previous
    if not (site / before).is_dir():  # A clone may be without tags.
        iris = [iri for iri in iris if iri != f"{BASE}/{before}"]
    known: dict[str, set[str]] = {}
    lost = []
    for iri in iris:
        found = follow(iri, TURTLE)
        if found.statuses[-1] != 200:
            lost.append((iri, *found.statuses))
        elif f"/{VERSION}/" not in iri or "/queries" in iri:  # Files are there, and describe other things.
            if found.path not in known:
                known[found.path] = described(found)
            named = known[found.path]
            if iri not in named and not (iri.endswith("#") and any(one.startswith(iri) for one in named)):
                lost.append((iri, found.path))
    assert lost == []
