"""Runs programs of the package, each in a process of its own with limits to its time and memory.

`python -m attacks.jail` imports the package once, reads requests as lines of JSON, and forks for each: a run then costs
milliseconds, can be ended whatever it does, and ends as an interpreter of its own would.
"""

import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from types import MappingProxyType
from typing import Any

LIMIT, WORK = 20.0, 8
"""Seconds for one run, and for what it may compute meanwhile: the machine may be busy."""

MEMORY = 3 << 30
"""The address space of a run, in bytes."""

PRELOADED: tuple[str, ...] = (
    "programs",
    "kg.cli.about",
    "kg.cli.lists",
    "kg.cli.relations",
    "kg.cli.show",
    "kg.cli.sparql",
)
PRELOADED += ("kg.cli.stores", "kg.cli.tables", "kg.cli.writing", "kg.formats", "kg.page.html", "kg.stores.push")
PRELOADED += (
    "kg.tables.curation",
    "kg.tables.formatting",
    "kg.query.question_files",
    "httpx",
    "networkx",
    "pyvis.network",
)


@dataclass(frozen=True)
class Done:
    """How a run ended: `code` is None if it was killed, and negative for a signal; `rest` says that it left a process."""

    code: int | None
    out: str
    err: str
    seconds: float = 0.0
    memory: int = 0
    rest: bool = False


class Jail:
    """Forks a process for each call. A program is `kg`, or a function in `programs.py`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tests = Path(__file__).resolve().parent.parent
        paths = os.pathsep.join([str(tests), str(tests.parent), os.environ.get("PYTHONPATH", "")])
        self.environment = {"PATH": os.environ["PATH"], "PYTHONPATH": paths, "LANG": "C.UTF-8", "COLUMNS": "100"}
        command = [sys.executable, "-m", "attacks.jail"]
        self.process = Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=self.environment, cwd=folder)

    def __call__(
        self, program: str, *arguments: str, at: Path, given: bytes = b"", interrupt: float = 0.0,
        limit: float = LIMIT, more: Mapping[str, str] = MappingProxyType({}),
    ) -> Done:  # fmt: skip
        """Run a program in the folder `at`, with `given` on standard input; after `interrupt` seconds, press Ctrl-C;
        `more` is added to its environment."""
        (self.folder / "given").write_bytes(given)
        home = {"HOME": str(at), "TMPDIR": str(at), **self.environment, **more}
        request = {"argv": [program, *arguments], "at": str(at), "env": home, "interrupt": interrupt, "limit": limit}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        out, err = ((self.folder / name).read_bytes()[: 1 << 24].decode("utf-8", "replace") for name in ("out", "err"))
        return Done(out=out, err=err, **answer)

    def close(self) -> None:
        self.process.communicate()


def main() -> None:
    """Answer requests; in a child, return what it is to run."""
    for name in PRELOADED:
        importlib.import_module(f"attacks.{name}" if name == "programs" else name)
    gc.freeze()  # What is never looked at again is never copied.
    folder = Path.cwd()
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            program = _enter(folder, request["argv"], request["at"], request["env"])
            program()
            return
        print(json.dumps(_watched(child, request["interrupt"], request["limit"])), flush=True)


def _enter(folder: Path, argv: Sequence[str], at: str, env: Mapping[str, str]) -> Callable[[], Any]:
    """Make this process what a shell would start."""
    os.setsid()
    for number, (name, flags) in enumerate((("given", os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))):
        opened = os.open(folder / name, flags | (os.O_CREAT | os.O_TRUNC if number else 0))
        os.dup2(opened, number)
        os.close(opened)
    for name, number, mode, errors in (
        ("stdin", 0, "r", None),
        ("stdout", 1, "w", None),
        ("stderr", 2, "w", "backslashreplace"),
    ):
        setattr(sys, name, open(number, mode, encoding="utf-8", errors=errors, closefd=False))  # noqa: SIM115
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (WORK, WORK))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.chdir(at)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = list(argv)
    if argv[0] == "sh":  # Where the start of an interpreter is at stake.
        os.execv("/bin/sh", [*argv])
    from attacks import programs

    return getattr(programs, argv[0])  # type: ignore[no-any-return]


def _watched(child: int, interrupt: float, limit: float) -> dict[str, Any]:
    start, ended, code = time.monotonic(), 0, None
    while not ended and (passed := time.monotonic() - start) < limit:
        if interrupt and passed > interrupt:
            os.kill(child, signal.SIGINT)
            interrupt = 0.0
        ended, status, usage = os.wait4(child, os.WNOHANG)
        time.sleep(0 if ended else 0.002)
    if ended:
        code = os.waitstatus_to_exitcode(status)
        # As a shell has it; or the end of what it may compute.
        code = {-signal.SIGINT: 130, -signal.SIGXCPU: None, -signal.SIGKILL: None}.get(code, code)
    seconds, rest = time.monotonic() - start, False
    with suppress(ProcessLookupError):
        if ended:  # What a run started may still be ending.
            for _ in range(50):
                os.killpg(child, 0)
                time.sleep(0.01)
            rest = not _only_zombies(child)
        os.killpg(child, signal.SIGKILL)
    if not ended:
        _, _, usage = os.wait4(child, 0)
    return {"code": code, "seconds": seconds, "memory": usage.ru_maxrss * 1024, "rest": rest}


def _only_zombies(group: int) -> bool:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                return False
    return True


if __name__ == "__main__":
    main()
