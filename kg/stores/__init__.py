"""Triple stores: push a graph into one, or serve it as one."""
