"""What can be asked of a graph: one module per method."""
