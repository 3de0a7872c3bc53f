"""kg push, serve: into a triple store, and as one."""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from kg.cli.options import base_iri_option, data_folder, examples, load, prompt_login


@click.command(
    "push",
    epilog=examples(
        "kg push http://127.0.0.1:7878/query",
        "KG_USER=dba kg push http://127.0.0.1:8890/sparql --graph https://w3id.org/neuromod-kg",
        "kg push https://example.org/ds/query --update https://example.org/ds/update --add",
    ),
)
@click.argument("endpoint")
@click.option("--graph", "graph_iri", metavar="IRI", help="The graph to put it into.  [default: the default graph]")
@click.option(
    "--replace/--add", default=True, help="In place of what the graph holds, or beside it.  [default: replace]"
)
@click.option("--update", metavar="URL", help="Where the store takes updates, if elsewhere.")
@click.option("--graph-store", metavar="URL", help="Where the store takes graphs (Graph Store Protocol), if elsewhere.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="Give up on a request after so long.",
)
@data_folder
@base_iri_option
def push_command(
    endpoint: str,
    graph_iri: str | None,
    replace: bool,
    update: str | None,
    graph_store: str | None,
    timeout: float,
    data: Path | None,
    base_iri: str | None,
) -> None:
    """Put the graph into the triple store behind ENDPOINT.

    ENDPOINT is where the store answers SPARQL queries.

    The login is read from the environment (KG_USER and KG_PASSWORD, or KG_TOKEN), or asked for. Until all has arrived the old
    graph stays. Oxigraph and Virtuoso are known; elsewhere updates go to ENDPOINT unless --update says otherwise.
    """
    from kg.stores.push import push

    done = push(
        load(data, base_iri),
        endpoint,
        graph_iri=graph_iri,
        replace=replace,
        update=update,
        graph_store=graph_store,
        timeout=timeout,
        login=prompt_login(),
        progress=lambda message: click.echo(message, err=True),
    )
    for note in done.notes:
        click.echo(note, err=True)
    where = "the default graph" if done.graph_iri is None else f"<{done.graph_iri}>"
    click.echo(f"{done.triples} triples are in {where}, which held {done.before} before and holds {done.after} now")


@click.command(
    "serve",
    epilog=examples("kg serve", "kg serve --port 7878 --store ./store", "kg serve --data my-data"),
)
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="NUMBER", help="Where to listen.  [default: a free port]"
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen on.")
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep the store here.  [default: in memory]",
)
@data_folder
@base_iri_option
def serve_command(port: int | None, host: str, store: Path | None, data: Path | None, base_iri: str | None) -> None:
    """Serve the graph as a SPARQL endpoint, read-only, until Ctrl-C. Needs the extra `serve`."""
    from kg.stores.serve import serving

    signal.signal(signal.SIGTERM, _end)
    try:
        import kg

        graph = load(data, base_iri)
        turtle = kg.dumps(graph, "turtle")
        with serving(turtle, host=host, port=port, folder=store) as server:
            if host not in ("127.0.0.1", "::1", "localhost"):
                click.echo(f"warning: whoever reaches {host} can read all of it and keep it busy", err=True)
            ask = "SELECT ?technique { ?technique a nmv:Technique }"
            query = f"PREFIX nmv: <{graph.schema.prefixes['nmv']}> {ask}"
            click.echo(f"ready: {server.address}  (Ctrl-C ends it)")
            click.echo(f"  kg --endpoint {server.address} show {next(iter(graph)).slug}")
            click.echo(f"  curl -H 'Accept: text/csv' --data-urlencode 'query={query}' {server.address}")
            sys.stdout.flush()
            code = server.wait()
        raise click.ClickException(f"the Oxigraph server ended by itself, with code {code}")
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


def _end(signum: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
