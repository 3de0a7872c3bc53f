"""The cases that fail today, by what is wrong; one that no longer fails is taken out."""

_BY_FAULT: dict[str, str] = {}
KNOWN = {name: fault for fault, names in _BY_FAULT.items() for name in names.split()}
