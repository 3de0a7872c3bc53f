"""kg push, serve: load the graph into a triple store, or serve it as one."""

import re
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from kg.cli.command import command
from kg.cli.data import Data, data_folder, file_of, load, prompt_login
from kg.cli.options import base_iri_option, path_option, timeout_option
from kg.cli.output import telling
from kg.errors import shown


@command(
    "push",
    "kg push http://127.0.0.1:7878/query",
    "KG_USER=dba kg push http://127.0.0.1:8890/sparql --graph https://w3id.org/neuromod-kg",
    "kg push https://example.org/ds/query --update https://example.org/ds/update --add",
)
@click.argument("endpoint")
@click.option("--graph", "graph_iri", metavar="IRI", help="Named graph to load into.  [default: the default graph]")
@click.option("--replace/--add", default=True, help="Replace what the graph holds, or add to it.  [default: replace]")
@click.option("--update", metavar="URL", help="Address for updates, if it differs.")
@click.option("--graph-store", metavar="URL", help="Address of the Graph Store Protocol, if any.")
@timeout_option("Time limit for each request.")
@data_folder
@base_iri_option
def push_command(endpoint: str, data: Data, base_iri: str | None, **options: Any) -> None:
    """Load the graph into the triple store behind ENDPOINT.

    ENDPOINT is the store's address for SPARQL queries.

    The login comes from the environment (KG_USER and KG_PASSWORD, or KG_TOKEN); otherwise you are asked. The old graph stays
    until everything has arrived. Oxigraph and Virtuoso are recognised; for other stores, updates go to ENDPOINT unless
    --update names another address.
    """
    from kg.stores.push import push

    with telling() as progress:
        done = push(load(data, base_iri), endpoint, login=prompt_login(), progress=progress, **options)
    for note in done.notes:
        click.echo(note, err=True)
    where = "the default graph" if done.graph_iri is None else f"<{done.graph_iri}>"
    click.echo(f"{done.triples} triples are in {where}, which held {done.before} before and holds {done.after} now")


@command("serve", "kg serve", "kg serve --port 7878 --store ./store", "kg serve --cors https://example.org")
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="NUMBER", help="Port to listen on.  [default: a free one]"
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on.")
@path_option("--store", metavar="DIR", text="Folder to keep the store in.  [default: in memory]", file_okay=False)
@timeout_option("Time limit for each query.")
@click.option("--cors", "origins", metavar="ORIGIN", multiple=True, help="Let web pages of ORIGIN query it; * for all.")
@data_folder
@base_iri_option
def serve_command(
    port: int | None,
    host: str,
    store: Path | None,
    timeout: float,
    origins: tuple[str, ...],
    data: Data,
    base_iri: str | None,
) -> None:
    """Serve the graph as a read-only SPARQL endpoint until Ctrl-C. Needs the extra `serve`."""
    from hashlib import sha256

    from kg.loading import fingerprint
    from kg.stores.serve import opened

    def content() -> bytes:
        import kg

        return kg.dumps(load(data, base_iri), "turtle")

    def announce() -> None:
        if host not in ("127.0.0.1", "::1", "localhost"):
            warning = f"warning: anyone who can reach {host} can read everything and keep the server busy"
            click.echo(warning, err=True)
        query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10"
        click.echo(f"ready: {server.address}  (Ctrl-C stops it)")
        click.echo(f"  kg --endpoint {server.address} sources")
        click.echo(f"  curl -H 'Accept: text/csv' --data-urlencode 'query={query}' {server.address}")
        sys.stdout.flush()

    for origin in origins:
        if not re.fullmatch(r"\*|https?://[^/?#\s@]+", origin):
            message = f"{shown(origin)} is not an origin; write one such as https://example.org, or * for all"
            raise click.BadParameter(message, param_hint="--cors")
    signal.signal(signal.SIGTERM, _end)
    if store is None:
        digest = ""
    elif file_of(data) is not None:
        digest = sha256(content()).hexdigest()
    else:
        digest = fingerprint(*data or (None,), base_iri=base_iri)
    try:
        with opened(content, digest, host=host, port=port, folder=store, limit=timeout, origins=origins) as server:
            server.run(announce)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
        click.get_current_context().exit(130)


def _end(signum: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
