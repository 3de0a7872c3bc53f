"""The child process that answers one query by Oxigraph: `python -m kg.sparql.child`, run by kg.sparql.oxigraph_engine.

On standard input a line of JSON with the query and its time limit, then the triples in Turtle. On standard output a byte once
these are read, then what the answer is (`rows`, `graph`, `error`), a line feed, and the answer.
"""

import json
import signal
import sys


def main() -> None:
    """Answer the query on standard input."""
    import pyoxigraph

    head, _, turtle = sys.stdin.buffer.read().partition(b"\n")
    order = json.loads(head)
    store = pyoxigraph.Store()
    store.bulk_load(turtle, pyoxigraph.RdfFormat.TURTLE)
    out = sys.stdout.buffer
    out.write(b".")
    out.flush()
    if hasattr(signal, "setitimer"):
        # Should the parent be gone, the system ends this process a little after its time.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, order["limit"] + 1)
    try:
        found = store.query(order["query"])
        if isinstance(found, pyoxigraph.QueryTriples):
            out.write(b"graph\n")
            found.serialize(out, pyoxigraph.RdfFormat.N_TRIPLES)
        else:
            out.write(b"rows\n")
            found.serialize(out, pyoxigraph.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        out.write(b"error\n" + str(error).encode())


if __name__ == "__main__":
    main()
