"""The entry point of `kg` and of `python -m kg`."""

import gc
import signal
import sys


def main() -> None:
    """Run the command line."""
    # What a command makes, modules included, stays until it ends: to look for garbage in it takes time and finds none.
    gc.set_threshold(100_000)
    try:
        from kg.cli import cli

        cli(prog_name="kg")
    except KeyboardInterrupt:  # before the command line could take it
        sys.exit(130)
    finally:
        # All is done: Python would answer Ctrl-C with a traceback while it ends.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.freeze()  # Nor is there anything to look for at the end.


if __name__ == "__main__":
    main()
