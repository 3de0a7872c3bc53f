"""What is asked of a graph, one module for each method."""
