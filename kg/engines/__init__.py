"""Who answers what is asked of a graph."""
