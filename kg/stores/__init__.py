"""Triple stores: push into one, serve as one."""
