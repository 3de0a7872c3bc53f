"""The entry point of `kg` and of `python -m kg`."""

import gc


def main() -> None:
    """Run the command line."""
    # What a command makes, modules included, stays until it ends: to look for garbage in it takes time and finds none.
    gc.set_threshold(100_000)
    from kg.cli import cli

    try:
        cli(prog_name="kg")
    finally:
        gc.freeze()  # Nor is there anything to look for at the end.


if __name__ == "__main__":
    main()
