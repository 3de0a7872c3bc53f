"""What the shell completes: the names that an argument or an option takes, from the data that the command would ask."""

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from kg.cli.data import data_of, load
from kg.cli.options import Completion
from kg.errors import KgError
from kg.schema import NODE

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    import kg

Names = Iterable[tuple[str, str | None]]
"""Names, each with a word on what it is."""


def completion(names: Callable[["kg.KnowledgeGraph", click.Context, str], Names]) -> Completion:
    """A completion over the names that a function gives for a graph, what else was typed, and what was typed of the name.

    It gives none if the data cannot be read, nor for a graph at an endpoint: a Tab should not wait for one.
    """

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        if ctx.find_root().params.get("endpoint") is not None:
            return []
        try:
            known = dict(names(load(data_of(ctx)), ctx, incomplete))
        except KgError:
            return []
        return [CompletionItem(name, help=text) for name, text in known.items() if name.startswith(incomplete)]

    return complete


def schema_names(*parts: str, also: Iterable[str] = ()) -> Completion:
    """A completion over the names that parts of the schema declare, such as `predicates`, and some others."""
    return completion(
        lambda graph, *_: [
            (name, None) for names in (*(getattr(graph.schema, part) for part in parts), also) for name in names
        ]
    )


def fixed_names(names: Iterable[str]) -> Completion:
    """A completion over names that are the same in every graph."""
    return completion(lambda *_: [(name, None) for name in names])


def held_names(field: str) -> Completion:
    """A completion over the nodes and texts that a field of the claims holds."""

    def names(graph: "kg.KnowledgeGraph", *_: object) -> Names:
        held = sorted({value for claim in graph.claims() for value in getattr(claim, field)})
        return [(value.removeprefix(f"{NODE}:"), None) for value in held]

    return completion(names)


def _nodes(graph: "kg.KnowledgeGraph", ctx: click.Context, typed: str) -> Names:
    """The ids of nodes; as CURIEs, with those of the terms that they match, where what was typed is one."""
    if ":" not in typed:
        return [(node.slug, node.name) for node in graph]
    return [(id, node.name) for node in graph for id in (node.id, *(mapping.term for mapping in node.mappings))]


def _claims(graph: "kg.KnowledgeGraph", ctx: click.Context, typed: str) -> Names:
    return [(claim.id if ":" in typed else claim.slug, claim.statement) for claim in graph.claims()]


def _records(graph: "kg.KnowledgeGraph", ctx: click.Context, typed: str) -> Names:
    """What `kg show` shows; claims and tensions, which are many, only once part of an id has been typed."""
    found = [*_nodes(graph, ctx, typed), *_sources(graph)]
    if typed:
        found += [*_claims(graph, ctx, typed), *((tension.slug, tension.why) for tension in graph.tensions())]
    return found


def _sources(graph: "kg.KnowledgeGraph", *_: object) -> Names:
    return [(source.slug, source.title) for source in graph.sources()]


def _sections(graph: "kg.KnowledgeGraph", *_: object) -> Names:
    return [(part.slug, part.title) for one in graph.sources(kind="article") for part in one.sections]


def _questions(graph: "kg.KnowledgeGraph", *_: object) -> Names:
    from kg.query.questions import questions

    return [(one.name, one.summary) for one in questions(graph)]


def _parameters(graph: "kg.KnowledgeGraph", ctx: click.Context, typed: str) -> Names:
    """The parameters of the question that was named, or, behind `=`, what one of them can be."""
    from kg.query.questions import choices, question

    key, equals, _ = typed.partition("=")
    parameters = question(ctx.params["name"], graph).parameters
    if not equals:
        return [(f"{one.name}=", one.description) for one in parameters]
    return [(f"{key}={name}", text) for one in parameters if one.name == key for name, text in choices(graph, one)]


node_names, claim_names, record_names = completion(_nodes), completion(_claims), completion(_records)
section_names, question_names, parameter_names = completion(_sections), completion(_questions), completion(_parameters)
source_names, cited_names = completion(_sources), completion(lambda *asked: [*_sources(*asked), *_claims(*asked)])


def in_bash() -> None:
    """Have bash complete names with `:` and `=` too: it splits words there, and replaces only what follows."""
    from click.shell_completion import BashComplete, add_completion_class, split_arg_string

    class Bash(BashComplete):
        added = "COMPREPLY+=($value)"
        source_template = BashComplete.source_template.replace(
            added, f"{added}; [[ $value == *= ]] && compopt -o nospace 2>/dev/null"
        )
        before = ""

        def get_completion_args(self) -> tuple[list[str], str]:
            number = int(os.environ["COMP_CWORD"])
            pieces = split_arg_string(os.environ["COMP_WORDS"])[: number + 1]
            words: list[str] = []
            for piece in pieces:
                if words and (not piece.strip(":=") or words[-1].endswith((":", "="))):
                    words[-1] += piece
                else:
                    words.append(piece)
            if len(pieces) <= number:
                return words[1:], ""
            self.before = words[-1].removesuffix(pieces[-1].lstrip(":="))
            return words[1:-1], words[-1]

        def format_completion(self, item: "CompletionItem") -> str:
            from shlex import quote

            value = item.value.removeprefix(self.before)
            return f"{item.type},{quote(value) if ' ' in value else value}"

    add_completion_class(Bash)
