"""The graph for AI agents: a server of the Model Context Protocol, whose tools ask it."""
