"""The records of a graph, how certain they are, and what any graph can be asked."""
