"""The RDF form of a graph and its syntaxes."""
