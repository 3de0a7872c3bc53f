"""What the dataset is, in schema.org's words: the part that fits into the page, and with which the whole description begins."""

from typing import Any

from kg.schema import Dataset

PROFILE = "https://bioschemas.org/profiles/Dataset/1.0-RELEASE"


def described(dataset: Dataset) -> dict[str, Any]:
    """The dataset as JSON-LD, by the profile of Bioschemas; its files and what it was read from are not in it."""
    group: dict[str, Any] = {
        "@type": "Organization",
        "@id": f"{dataset.base_iri}/contributors",
        "name": dataset.creator,
    }
    contact = dataset.contact.removeprefix("mailto:")
    if contact:
        way = "url" if contact == dataset.contact else "email"
        group["contactPoint"] = {"@type": "ContactPoint", way: contact}
    elsewhere = [iri for iri in (dataset.doi_iri, dataset.repository) if iri]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": dataset.version_iri,
        "http://purl.org/dc/terms/conformsTo": {"@type": "CreativeWork", "@id": PROFILE},
        "name": dataset.title,
        "description": dataset.description,
        "url": dataset.base_iri,
        "identifier": dataset.doi_iri or dataset.version_iri,
        **({"sameAs": elsewhere} if elsewhere else {}),
        "version": dataset.version,
        "license": dataset.licence_url,
        "creator": group,
        "publisher": {"@id": group["@id"], "@type": "Organization", "name": dataset.creator},
        "datePublished": dataset.date,
        "dateModified": dataset.date,
        "inLanguage": dataset.language,
        "isAccessibleForFree": True,
        "keywords": list(dataset.keywords),
    }
