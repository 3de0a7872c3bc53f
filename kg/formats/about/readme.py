"""The README of a folder of exports."""

from kg.schema import VOCABULARY, Schema


def page(schema: Schema, rows: str) -> str:
    """The README in Markdown; `rows` is the body of its table of files."""
    return README.format(dataset=schema.dataset, rows=rows, vocabulary=schema.prefixes[VOCABULARY])


README = """\
# Exports

{dataset.title}, version {dataset.version} of {dataset.date}. Licence: {dataset.licence} ({dataset.licence_url}).

`kg build` writes these files from the tables; don't edit them. The same tables give the same bytes.

| format | file | media type | what it is | what it loses |
|---|---|---|---|---|
{rows}

## Direct triples drop the hedge

For each relation with at least one affirmed claim the RDF holds one plain triple, whatever the modality: that the source only
says *may* is not in it. The claim resources keep it. This query gives each relation with how firmly it is put:

```sparql
PREFIX nmv: <{vocabulary}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?subject ?predicate ?object ?modality ?polarity WHERE {{
  ?claim a nmv:Claim ;
    rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
    nmv:modality ?modality ; nmv:polarity ?polarity .
}}
```

They drop the rest of a claim with it: for whom, against what, in what respect, under what condition, and whether the curator
inferred it. A denied claim gives no direct triple unless another claim affirms the same relation.

## What to know before querying

- Inverses are not stored: for what a node is targeted by, query `^nmv:targets`.
- A symmetric relation is stored one way round: query `nmv:differsFrom|^nmv:differsFrom`.
- Labels carry a language: `rdfs:label "chronic pain"@{dataset.language}`.

## Reading it back

`kg.read("{dataset.id}.ttl")` gives the same graph, from each of the files that hold the data as RDF; only the places in the
picture are lost. Every claim is in every file of the data: in KGX, the denied ones stand in a table of their own.

The RDF conforms to the SHACL shapes, and with the ontology it is consistent. The ontology is in OWL 2 DL; of the data, reasoners
pass over what reification says (`rdf:Statement`, `rdf:subject` and so on), which OWL reserves.

The page carries the drawing library vis-network, under its own licence (Apache-2.0 or MIT), as pyvis ships it.
"""
