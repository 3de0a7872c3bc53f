"""The forms that answers come in, which of them a client asks for, and what the server says of itself."""

from functools import lru_cache

Offer = tuple[tuple[str, str], ...]
"""What may be asked for, and what is sent then; the first is sent to those who do not mind."""

_RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
_TRIPLES = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
_PLAIN = ("application/json", "application/xml", "text/xml")


def _offer(types: tuple[str, ...], json: str, xml: str) -> Offer:
    return (*zip(types, types, strict=True), *zip(_PLAIN, (json, xml, xml), strict=True))


RESULTS = _offer(_RESULTS, *_RESULTS[:2])
TRIPLES = _offer(_TRIPLES, *_TRIPLES[2:])
STORE = _offer((*_TRIPLES, "application/trig", "application/n-quads"), *_TRIPLES[2:])

SD = "http://www.w3.org/ns/sparql-service-description#"
DESCRIPTION = f"""
PREFIX sd: <{SD}>
PREFIX formats: <http://www.w3.org/ns/formats/>
<#service> a sd:Service ;
  sd:endpoint <> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV,
    formats:SPARQL_Results_TSV, formats:Turtle, formats:N-Triples, formats:JSON-LD, formats:RDF_XML ;
  sd:defaultDataset <#dataset> .
<#dataset> a sd:Dataset ; sd:defaultGraph <#graph> .
<#graph> a sd:Graph .
"""


def description(endpoint: str, media: str) -> bytes:
    """What the server says of itself, as SPARQL 1.1 Service Description has it."""
    import pyoxigraph

    quads = pyoxigraph.parse(DESCRIPTION, pyoxigraph.RdfFormat.TURTLE, base_iri=endpoint)
    triples = [quad.triple for quad in quads]
    prefixes = {"sd": SD}
    return pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.from_media_type(media), prefixes=prefixes) or b""


@lru_cache(maxsize=64)
def chosen(accept: str, offer: Offer) -> str:
    """The media type to send to who accepts these; empty if none will do.

    >>> chosen("text/html, text/csv;q=0.5, */*;q=0.1", RESULTS)
    'text/csv'
    """
    if not accept.strip():
        return offer[0][1]
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[name] = max(_weight(parameters), weights.get(name, 0))
    best, most = "", 0.0
    for asked, sent in offer:
        # The closest range counts.
        ranges = (asked, f"{asked.partition('/')[0]}/*", "*/*")
        weight = next((weights[one] for one in ranges if one in weights), 0)
        if weight > most:
            best, most = sent, weight
    return best


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0
    return 1
