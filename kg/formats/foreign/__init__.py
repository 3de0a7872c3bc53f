"""Other people's graphs: reading what was not written here."""
