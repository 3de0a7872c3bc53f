"""The entry point of `kg` and of `python -m kg`."""

import gc
import io
import sys


def main() -> None:
    """Run the command line."""
    # What a command makes, modules included, stays until it ends: to look for garbage in it takes time and finds none.
    gc.set_threshold(100_000)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file gets every character, whatever the locale; a terminal that lacks one shows a stand-in.
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from kg.cli import cli

    try:
        cli(prog_name="kg")
    finally:
        gc.freeze()  # Nor is there anything to look for at the end.


if __name__ == "__main__":
    main()
