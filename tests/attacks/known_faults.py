"""The cases that fail today, by what is wrong; one that no longer fails is taken out."""

_BY_FAULT = {
    "a table of mappings without comments is checked and loaded, but not built": "accepted-5",
    "one problem is told by two names of its file": "foreign-5 foreign-26",
    "kg format keeps lines of metadata once, and drops them the next time": "mappings-11",
    "an answer with rows and no columns cannot be shown as text": "sparql-7",
    "an output without a name ends in a traceback": "exporting-0 exporting-1",
    "the end of the interpreter complains once more of a full device": "streams-6",
    "a message repeats hundreds of arguments": "arguments-30",
}
KNOWN = {name: fault for fault, names in _BY_FAULT.items() for name in names.split()}
