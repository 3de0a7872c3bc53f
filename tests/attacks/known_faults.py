"""The cases that fail today, by what is wrong; one that no longer fails is taken out."""

_BY_FAULT = {
    "a line of a message is longer than a screen is wide": """
        arguments-30 arguments-35 arguments-36 cells-50 cells-62 cells-63 cells-64 cells-65 cells-66 columns-8
        columns-9 columns-31 columns-36 exporting-16 redirects-13 roots-21
        toml-22 toml-27
    """,
    "does not end, or takes all memory": """
        drips-0 drips-2 drips-3 drips-4 drips-5 drips-10 drips-11 drips-13 foreign-8 foreign-15 foreign-18 foreign-24
        foreign-26 foreign-42
    """,
    "ends in a traceback": """
        arguments-16 exporting-0 exporting-1 exporting-8 exporting-10 exporting-17 logins-8
        redirects-9 results-1 results-11 streams-4 streams-6 toml-23
    """,
    "one cause, many messages": """
        encodings-2 encodings-4 encodings-7 encodings-8 line_ends-6 line_ends-7 line_ends-9 line_ends-11
        line_ends-12 line_ends-18 lines-9 lines-42 merges-0 merges-2 merges-7 merges-10 merges-11 merges-13 merges-18
        references-16 separators-0 separators-1 separators-3 separators-4 separators-5 separators-6 separators-7
        separators-8 separators-10 separators-11 separators-12 separators-13 separators-14 separators-15 separators-17
        separators-18
    """,
    "other": """
        foreign-21
    """,
    "what should be accepted is refused": """
        accepted-0 accepted-2 accepted-3 accepted-4 accepted-5 accepted-6 accepted-7 accepted-13 accepted-14
    """,
}  # fmt: skip
KNOWN: dict[str, str] = {}
