"""Terms of public authority tables that the description uses: languages, themes, rights and types of files."""

import re
from collections.abc import Mapping

_EU = "http://publications.europa.eu/resource/authority"
_LANGUAGES: Mapping[str, str] = dict(
    re.findall("(..)=(...)", "de=deu en=eng es=spa fr=fra it=ita ja=jpn nl=nld pt=por zh=zho")
)
PUBLIC = f"{_EU}/access-right/PUBLIC"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"

_FILE_TYPES = {
    "application/json": "JSON",
    "application/ld+json": "JSON_LD",
    "application/n-quads": "RDF_N_QUADS",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/octet-stream": "OCTET",
    "application/rdf+xml": "RDF_XML",
    "application/trig": "RDF_TRIG",
    "application/xml": "XML",
    "application/zip": "ZIP",
    "text/csv": "CSV",
    "text/html": "HTML",
    "text/plain": "TXT",
    "text/tab-separated-values": "TSV",
    "text/turtle": "RDF_TURTLE",
}
"""Media types that IANA has registered → the file type of the European Union."""

_WIDER = {"+json": "application/json", "+xml": "application/xml", "+zip": "application/zip"}


def registered(media_type: str) -> str:
    """The media type, or the nearest wider one that IANA has registered.

    >>> registered("text/turtle"), registered("application/graphml+xml"), registered("chemical/x-other")
    ('text/turtle', 'application/xml', 'application/octet-stream')
    """
    if media_type in _FILE_TYPES:
        return media_type
    kind, _, name = media_type.partition("/")
    of_any = "text/plain" if kind == "text" else "application/octet-stream"
    return _WIDER.get(name[name.find("+") :] if "+" in name else "", of_any)


def media_iri(media_type: str) -> str:
    """The IRI of a media type, or of the nearest wider one, at IANA."""
    return f"https://www.iana.org/assignments/media-types/{registered(media_type)}"


def file_type_iri(media_type: str) -> str:
    """The IRI of the file type that a media type is."""
    return f"{_EU}/file-type/{_FILE_TYPES[registered(media_type)]}"


def language_iris(tag: str) -> tuple[str, ...]:
    """The IRIs of a language by its tag, at Lexvo and in the European Union's table; none where the tag is not in the list.

    >>> language_iris("en")[0], language_iris("nds-DE")
    ('http://lexvo.org/id/iso639-3/eng', ())
    """
    code = _LANGUAGES.get(tag, tag if len(tag) == 3 else "")
    known = (f"{_EU}/language/{code.upper()}",) if code in _LANGUAGES.values() else ()
    return (f"http://lexvo.org/id/iso639-3/{code}", *known) if code else ()


def theme_iri(theme: str) -> str:
    """The IRI of one of THEMES."""
    return f"{_EU}/data-theme/{theme}"
