"""The server: the tools and resources of a graph over standard input and output."""

import asyncio
import inspect
import os
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, NamedTuple

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.resources import FunctionResource
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import ValidationError

from kg.agents.answers import NOTICE, Reply, whole
from kg.agents.tools import Tools
from kg.errors import KgError, MissingEvidence, UnknownName, one_line, represented
from kg.formats.about.vocabulary import page
from kg.formats.files import dumps
from kg.graph import KnowledgeGraph
from kg.model.nodes import Node

AT_ONCE = 4
"""So many calls are answered at the same time, and so many queries in SPARQL beside them; others wait."""

QUERIES = ("ask", "sparql")
"""The tools that ask in SPARQL: a query may take all of its time, which no look-up should wait for."""

GRACE = 2.0
"""Seconds that a call has beyond the time limit of its query, whose own message says more."""

HOW = """\
Every claim has an id, a certainty and a source: give them with what you say, and for whom it holds where that is restricted.
Modality is how firmly the source says it; certainty adds whether it denies it, and whether the curator inferred it.
Where certainty counts several claims, `inferred` without a number means all of them.
In an answer `claims`, `names` and `sources` say what its ids stand for; empty fields are left out."""
"""How an agent should speak of what it is told."""

STUDIES = """\
What the article says and what studies found are asked apart: show, claims, explain, paths and compare tell what the article
says, and with studies: true what studies found; evidence sets studies beside its claims, and harms has what they counted.
There are {}; find finds them by title and author."""
"""How what studies found is asked for."""

INSTEAD = {
    "node": "find searches names and definitions",
    "claim": "claims lists them",
    "source": "find searches studies by title and author",
    "kind of source": "this graph has no studies",
    "predicate": "vocabulary lists them",
    "category": "vocabulary lists them",
    "term": "vocabulary without a name lists them",
    "question": "ask without a question lists them",
    **{name: f"claims with {name}: true has those there are" for name in ("population", "comparator", "context")},
}
"""What an agent does about an unknown name, where people are told to type a command."""

COMMAND = re.compile(r"\bkg[ .]|\bg\.")


class Desk(NamedTuple):
    """Where calls are answered: the graph, the threads that ask it, those for queries, and the time limit in seconds."""

    graph: KnowledgeGraph
    threads: ThreadPoolExecutor
    querying: ThreadPoolExecutor
    seconds: float

    async def answered(self, tool: str, ask: Callable[[], Reply]) -> CallToolResult:
        """What a call of a tool answers. ToolError where time is up: what has not begun by then never does."""
        threads = self.querying if tool in QUERIES else self.threads
        work = threads.submit(lambda: whole(self.graph, ask()))
        try:
            text, values = await asyncio.wait_for(asyncio.wrap_future(work), self.seconds + GRACE)
        except TimeoutError:
            raise ToolError(f"no answer within {self.seconds:g} s; ask for less") from None
        return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=values)


class GraphTool(Tool):
    """A tool that refuses arguments it does not have, and says what went wrong in one message."""

    async def run(self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False) -> Any:
        """The answer to a call. ToolError with what is wrong, and what to give instead."""
        desk: Desk = context.request_context.lifespan_context
        try:
            for name in arguments:
                if name not in self.parameters["properties"]:
                    raise UnknownName("argument", name, self.parameters["properties"])
            given = self.fn_metadata.validate_arguments(arguments)
            return await desk.answered(self.name, partial(self.fn, **given))
        except ToolError:
            raise
        except ValidationError as error:
            raise ToolError(_faults(error)) from None
        except UnknownName as error:
            raise ToolError(_unknown(desk.graph, error)) from None
        except MissingEvidence:
            raise ToolError("this graph has no evidence from studies; claims has what its sources say") from None
        except (KgError, ValueError) as error:
            raise ToolError(str(error)) from None
        except Exception as error:
            raise UnexpectedToolError(f"{self.name} failed: a fault of kg, not of the question") from error


def _unknown(graph: KnowledgeGraph, error: UnknownName) -> str:
    """What is said of an unknown name, with a tool in place of a command."""
    if not COMMAND.search(error.remedy):
        return str(error)
    instead = INSTEAD.get(error.kind, "")
    with suppress(KgError):
        record = graph.record(str(error.wanted))
        known = "only studies name it" if isinstance(record, Node) else f"it is a {type(record).__name__.lower()}"
        instead = f"{known}: show has it"
    return str(error).removesuffix(error.remedy) + (instead and f"; {instead}")


def _faults(error: ValidationError) -> str:
    """What is wrong with the arguments, a line for each: of the kinds that one may be, the one that fits best."""
    several: dict[str, list[Any]] = {}
    for fault in error.errors():
        several.setdefault(str(fault["loc"][0]), []).append(fault)
    lines = []
    for name, faults in several.items():
        fault = max(faults, key=lambda one: len(one["loc"]))
        given = "" if fault["type"] == "missing" else f", not {one_line(represented(fault['input']), 80)}"
        lines.append(f"{name}: {fault['msg'][0].lower()}{fault['msg'][1:]}{given}")
    return "\n".join(lines)


def made(graph: KnowledgeGraph, seconds: float) -> MCPServer[Desk]:
    """The server of a graph; `seconds` is the time limit of a call."""

    @asynccontextmanager
    async def desk(server: MCPServer[Desk]) -> AsyncIterator[Desk]:
        pools = ThreadPoolExecutor(AT_ONCE), ThreadPoolExecutor(AT_ONCE)
        try:
            yield Desk(graph, *pools, seconds)
        finally:
            for pool in pools:
                pool.shutdown(wait=False, cancel_futures=True)

    dataset = graph.schema.dataset
    only_reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    tools: list[Tool] = []
    for function in Tools(graph, seconds).all():
        text = inspect.getdoc(function)
        tool = GraphTool.from_function(function, description=text, annotations=only_reads, structured_output=False)
        tool.parameters["additionalProperties"] = False
        tools.append(tool)
    return MCPServer(
        "neuromod-kg",
        title=dataset.title,
        version=dataset.version,
        instructions=instructions(graph),
        tools=tools,
        resources=list(resources(graph)),
        lifespan=desk,
        subscriptions=False,
        log_level="ERROR",
    )


def instructions(graph: KnowledgeGraph) -> str:
    """What an agent is told first: what the graph is, the names that its filters take, and how to speak of its claims."""
    schema = graph.schema
    sections = [section.slug for source in graph.sources(kind="article") for section in source.sections]
    sources = [f"{source.slug} ({source.kind}: {source.title})" for source in graph.sources()]
    names = {
        "Categories": schema.categories,
        "Predicates": schema.predicates,
        "Modality": schema.modalities,
        "Sections": dict.fromkeys(sections[:50]),
        "Sources": sources[:20],
    }
    listed = [f"{title}: {', '.join(several)}." for title, several in names.items() if several]
    kinds = Counter(study.kind for study in graph.layer.studies.values()) if graph.has_evidence else {}
    studies = STUDIES.format(", ".join(f"{count} of kind {kind}" for kind, count in sorted(kinds.items())))
    return "\n".join([schema.dataset.description, HOW, *([studies] if kinds else []), *listed, NOTICE])


def resources(graph: KnowledgeGraph) -> list[FunctionResource]:
    """What an agent can read: the vocabulary, the description of the dataset, and the questions that have a name."""

    def description() -> str:
        return dumps(graph, "schemaorg").decode()

    def questions() -> str:
        return graph.questions().markdown()

    several = (
        (partial(page, graph), "vocabulary", "text/markdown", "What the categories, predicates and modalities mean."),
        (description, "dataset", "application/ld+json", "What the dataset is, in the words of schema.org, as JSON-LD."),
        (questions, "questions", "text/markdown", "The questions that the tool ask answers, with their parameters."),
    )
    return [
        FunctionResource.from_function(function, f"kg://{name}", name=name, mime_type=kind, description=text)
        for function, name, kind, text in several
    ]


def serve(graph: KnowledgeGraph, seconds: float) -> None:
    """Answer over standard input and output until the input ends; Ctrl-C ends the process at once: nothing is written."""
    os.environ.pop("COLUMNS", None)  # Lines are as long as they are, wherever a client was started.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda signum, frame: os._exit(128 + signum))
    try:
        made(graph, seconds).run("stdio")
    except* BrokenPipeError:  # The client has gone.
        pass
