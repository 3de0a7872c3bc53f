"""Putting a graph into a triple store.

The new triples first go into a graph of their own, are counted there, and only then replace the old ones, in one update. A
failure on the way leaves the old graph as it was, and what a killed push left behind is removed by the next.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from kg.engines.endpoint.client import Endpoint
from kg.engines.endpoint.login import Ask
from kg.engines.endpoint.transport import Body
from kg.errors import EndpointError, a_flag
from kg.model.protocol import Graph, a_graph
from kg.progress import Progress
from kg.schema import check_iri

BATCH, BATCH_BYTES = 1000, 1 << 20
"""Triples in one INSERT DATA, and their bytes: Virtuoso accepts a few thousand at most, and no store a text of any length."""

NOT_OFFERED = (400, 404, 405, 415, 501)
HELD = 64 << 20
"""So many bytes of triples are held in memory; more wait in a temporary file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What a push did: `triples` were sent to `graph_iri` (None: the default graph), which held `before` and now holds `after`.

    `notes` has further remarks, such as what an earlier push left behind.

    >>> pushed = Pushed(triples=9000, graph_iri=None, before=0, after=9000)
    >>> pushed.after - pushed.before
    9000
    """

    triples: int
    graph_iri: str | None
    before: int
    after: int
    notes: tuple[str, ...] = ()


def push(
    graph: Graph,
    endpoint: str,
    *,
    graph_iri: str | None = None,
    replace: bool = True,
    update: str | None = None,
    graph_store: str | None = None,
    timeout: float = 60.0,
    login: Ask | None = None,
    progress: Callable[[str], None] | None = None,
) -> Pushed:
    """Load a graph into a triple store. It replaces what the named graph `graph_iri` holds, or is added to it (`replace=False`).

    `endpoint` is the address for SPARQL queries. `update` and `graph_store` are those for updates and for graphs (the Graph Store
    Protocol). Oxigraph and Virtuoso need neither; in other stores updates go to `endpoint` by default. Without `graph_iri` the
    target is the default graph of the store, which is not replaced if it holds anything that is not of this dataset.
    `timeout` is in seconds, for each request. The login comes from the environment, KG_TOKEN or KG_USER and KG_PASSWORD, or
    else from `login`. `progress` is called with reports of progress if the push takes more than two seconds.

    EndpointError says what went wrong and what the store holds now, and so does KeyboardInterrupt.

    >>> import kg
    >>> from kg.stores.serve import serving
    >>> g = kg.load()
    >>> with serving(kg.dumps(g, "turtle")) as server:
    ...     try:
    ...         kg.push(g, server.address)
    ...     except kg.EndpointError as error:
    ...         print(error.status)
    403
    """
    from kg.formats.files import chunks

    a_flag("replace", replace)
    a_graph(graph)
    base = graph.schema.dataset.base_iri
    with (
        closing(Endpoint(endpoint, timeout=timeout, login=login, update=update, graph_store=graph_store)) as store,
        SpooledTemporaryFile(max_size=HELD) as file,
    ):
        lines = _Lines(file, chunks(graph, "ntriples", progress))
        sending = Progress(progress)
        return _Push(store, lines, graph_iri, base, lambda done, whole: sending.share(done, whole, "sent")).run(replace)


class _Lines:
    """Lines in a file, `count` of them, of `size` bytes."""

    def __init__(self, file: IO[bytes], chunks: Iterable[bytes]) -> None:
        self.file, self.count, self.size = file, 0, 0
        for chunk in chunks:
            file.write(chunk)
            self.count += chunk.count(b"\n")
            self.size += len(chunk)

    def batches(self) -> Iterator[tuple[int, bytes]]:
        """The lines in batches, and how many come before each."""
        self.file.seek(0)
        start, size, batch = 0, 0, list[bytes]()
        for line in self.file:  # As bytes: a text has further ends of lines within literals.
            if len(batch) == BATCH or (batch and size + len(line) > BATCH_BYTES):
                yield start, b"".join(batch)
                start += len(batch)
                size, batch = 0, []
            batch.append(line)
            size += len(line)
        yield start, b"".join(batch)


class _Push:
    def __init__(
        self,
        store: Endpoint,
        lines: _Lines,
        graph_iri: str | None,
        base: str,
        progress: Callable[[int, int], None],
    ) -> None:
        self.store, self.lines, self.base, self.progress = store, lines, base, progress
        self.target = None if graph_iri is None else check_iri(graph_iri)
        self.name = "the default graph" if graph_iri is None else f"the graph <{graph_iri}>"
        self.staging = f"{graph_iri or base}-arriving"
        self.before = 0
        self.notes: list[str] = []

    def run(self, replace: bool) -> Pushed:
        store = self.store
        self.before = store.count(self.target)
        left = store.count(self.staging)
        foreign = f'ASK {{ ?s ?p ?o FILTER(!STRSTARTS(STR(?s), "{check_iri(self.base)}/")) }}'
        if replace and self.target is None and self.before and store.truth(foreign):
            raise EndpointError(
                f"{store}: the default graph holds triples that do not belong to {self.base}; name another graph "
                "(--graph IRI), or add to what is there (--add); nothing was changed"
            )
        if left:
            self.notes.append(
                f"an earlier push was interrupted: {left} triples were left in <{self.staging}> and are now removed; "
                f"{self.name} held {self.before}"
            )
        due = self.lines.count
        try:
            if self._cleared():
                self._stage()
                self._check(self.staging, due, "arrived")
                due = due if replace else self.before + self._new()
                self._settle("MOVE" if replace else "ADD", due)
                if not replace:
                    store.update(f"DROP SILENT GRAPH <{self.staging}>")
            elif replace:
                # The store accepts graphs but no updates.
                self._put(self.target)
                self._check(self.target, due, "are there")
            else:
                message = "accepts no updates, which --add needs; replace a named graph instead"
                raise EndpointError(f"{store} {message}")
        except EndpointError as error:
            raise EndpointError(f"{error}; {self._state()}", error.status) from None
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"interrupted; {self._state()}") from None
        sent, notes = self.lines.count, tuple(self.notes)
        return Pushed(triples=sent, graph_iri=self.target, before=self.before, after=due, notes=notes)

    def _cleared(self) -> bool:
        """Empty the graph for arrivals; False if the store accepts no updates."""
        try:
            self.store.update(f"DROP SILENT GRAPH <{self.staging}>")
        except EndpointError as error:
            if error.status not in NOT_OFFERED:
                raise
            if self.store.graph_store_address is None:
                hint = "if updates or graphs have another address, name it (--update, --graph-store)"
                raise EndpointError(f"{error}; {hint}", error.status) from None
            return False
        return True

    def _stage(self) -> None:
        """Send the triples into the graph for arrivals: whole if the store accepts graphs, else in batches."""
        if self.store.graph_store_address is not None:
            try:
                self._put(self.staging)
                return
            except EndpointError as error:
                if error.status not in NOT_OFFERED:
                    raise
        for start, batch in self.lines.batches():
            self.progress(start, self.lines.count)
            self.store.update(f"INSERT DATA {{ GRAPH <{self.staging}> {{\n{batch.decode('utf-8')}}} }}")

    def _put(self, graph_iri: str | None) -> None:
        self.store.put(graph_iri, Body(self.lines.file, self.lines.size, self.progress))

    def _new(self) -> int:
        """How many of the triples that arrived are new to the target."""
        old = "?s ?p ?o" if self.target is None else f"GRAPH <{self.target}> {{ ?s ?p ?o }}"
        new = f"GRAPH <{self.staging}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ {old} }}"
        return int(self.store.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ {new} }}")[0]["n"].value)

    def _settle(self, word: str, due: int) -> None:
        """Move or add what arrived to the target. If the answer is lost, look at what is there before asking again."""
        for tries_left in (2, 1, 0):
            try:
                target = "DEFAULT" if self.target is None else f"<{self.target}>"
                self.store.update(f"{word} <{self.staging}> TO {target}", again=False)
                break
            except EndpointError:
                if self.store.count(self.target) == due and word == "MOVE" and not self.store.count(self.staging):
                    break
                # Moving a graph that is no longer there would empty the target.
                if not tries_left or self.store.count(self.staging) != self.lines.count:
                    raise
        self._check(self.target, due, "are there")

    def _check(self, graph_iri: str | None, due: int, what: str) -> None:
        found = self.store.count(graph_iri)
        if found != due:
            raise EndpointError(f"{self.store}: {found} of {due} triples {what}")

    def _state(self) -> str:
        """What the store holds after a failure."""
        try:
            now, arrived = self.store.count(self.target), self.store.count(self.staging)
        except EndpointError:
            return f"what it holds now is unknown; before this, {self.name} held {self.before} triples"
        if now == self.before:
            state = f"{self.name} is as it was, with {now} triples"
        else:
            state = f"{self.name} now holds {now} triples instead of {self.before}; push again to repair it"
        left = f"; {arrived} triples that arrived remain in <{self.staging}> until the next push" if arrived else ""
        return f"{state}{left}"
