"""The README of a folder of exports."""

from kg.schema import VOCABULARY, Schema


def page(schema: Schema, rows: str) -> str:
    """The README in Markdown; `rows` is the body of its table of files."""
    return README.format(dataset=schema.dataset, rows=rows, vocabulary=schema.prefixes[VOCABULARY])


README = """\
# Exports

{dataset.title}, version {dataset.version} of {dataset.date}. Licence: {dataset.licence} ({dataset.licence_url}).

`kg build` writes these files from the tables; do not edit them. The same tables give the same bytes.

| format | file | media type | what it is | what it loses |
|---|---|---|---|---|
{rows}

## Direct triples drop the certainty

For each edge with at least one affirmed claim, the RDF has one plain triple, whatever the modality: it does not show that the
source only says *may*. The claim resources do. This query returns each edge with its certainty:

```sparql
PREFIX nmv: <{vocabulary}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?subject ?predicate ?object ?modality ?polarity WHERE {{
  ?claim a nmv:Claim ;
    rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
    nmv:modality ?modality ; nmv:polarity ?polarity .
}}
```

Direct triples also drop the rest of a claim: for whom, compared with what, in what respect, under what condition, and whether the
curator inferred it. A denied claim has no direct triple, unless another claim affirms the same edge.

## What to know before querying

- Inverses are not stored: to find what targets a node, query `^nmv:targets`.
- A symmetric edge is stored in one direction only: query `nmv:differsFrom|^nmv:differsFrom`.
- Labels have a language tag: `rdfs:label "chronic pain"@{dataset.language}`.

## Reading it back

`kg.read("{dataset.id}.ttl")` returns the same graph, as it does from every other file that has the data as RDF; only the places
of nodes in the picture are lost. Every format of the data has every claim; KGX has the denied ones in a table of their own.

The RDF conforms to the SHACL shapes, and is consistent with the ontology. The ontology is in OWL 2 DL. In the data, reasoners
ignore the reification (`rdf:Statement`, `rdf:subject` and so on), since OWL reserves its vocabulary.

The page includes the drawing library vis-network under its own licence (Apache-2.0 or MIT), as shipped with pyvis.
"""
