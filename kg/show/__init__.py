"""How records look: in a terminal, in a notebook, as frames."""
