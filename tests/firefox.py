"""Firefox as it is packaged, without a driver: WebDriver BiDi (https://w3c.github.io/webdriver-bidi/) over a socket."""

import itertools
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

LEFT_BUTTON, TIMEOUT = 0, 30
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "ArrowDown": "\ue015", "ArrowRight": "\ue014"}


@contextmanager
def running(program: str, profile: Path, width: int, height: int) -> "Iterator[Firefox]":
    """A headless Firefox that ends with the block."""
    command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            lines = iter(process.stderr or ())
            found = (re.search(r"WebDriver BiDi listening on (ws://\S+)", line) for line in lines)
            address = next(filter(None, found))[1]
            with connect(f"{address}/session", max_size=None, proxy=None) as socket:
                yield Firefox(socket, width, height)
        finally:
            process.terminate()


class Firefox:
    """A headless Firefox with one window. `said` is what its console printed."""

    def __init__(self, socket: ClientConnection, width: int, height: int) -> None:
        self.socket = socket
        self.said: list[str] = []
        self.numbers = itertools.count(1)
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded"])
        (window,) = self.send("browsingContext.getTree")["contexts"]
        self.window = window["context"]
        self.of_window("browsingContext.setViewport", viewport={"width": width, "height": height})

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What a command gives; what the console says meanwhile is kept."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv(TIMEOUT))
            if message.get("method") == "log.entryAdded":
                self.said.append(message["params"]["text"])
            elif message.get("id") == number:
                assert message["type"] == "success", message
                result: dict[str, Any] = message["result"]
                return result

    def of_window(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.send(method, context=self.window, **parameters)

    def open(self, address: str, ready: str = "document.documentElement.dataset.ready === 'true'") -> None:
        self.of_window("browsingContext.navigate", url=address, wait="complete")
        self.wait_for(ready)

    def evaluate(self, script: str) -> Any:
        """The value of an expression, or of a promise, as JSON holds it."""
        wrapped = f"(async () => JSON.stringify(await ({script})) ?? 'null')()"
        found = self.send("script.evaluate", expression=wrapped, target={"context": self.window}, awaitPromise=True)
        assert found["type"] == "success", found
        return json.loads(found["result"]["value"])

    def wait_for(self, condition: str) -> None:
        self.evaluate(
            f"""(async () => {{
                const end = performance.now() + {TIMEOUT * 500};
                while (!({condition})) {{
                    if (performance.now() > end) throw new Error({json.dumps(condition)});
                    await new Promise(requestAnimationFrame);
                }}
            }})()"""
        )

    def click(self, target: str) -> None:
        """Click where an expression says: an element's middle, or a point."""
        at = self.evaluate(
            f"""(() => {{
                const target = {target};
                if (!target.getBoundingClientRect) return target;
                target.scrollIntoView({{ block: "nearest" }});
                const box = target.getBoundingClientRect();
                return {{ x: box.x + box.width / 2, y: box.y + box.height / 2 }};
            }})()"""
        )
        steps = [
            {"type": "pointerMove", "x": round(at["x"]), "y": round(at["y"])},
            {"type": "pointerDown", "button": LEFT_BUTTON},
            {"type": "pointerUp", "button": LEFT_BUTTON},
        ]
        self.of_window("input.performActions", actions=[{"type": "pointer", "id": "mouse", "actions": steps}])

    def press(self, *keys: str) -> None:
        """Press keys by their names, or type the letters of a text."""
        letters = [KEYS.get(key, key) for key in keys]
        steps = [{"type": kind, "value": letter} for letter in letters for kind in ("keyDown", "keyUp")]
        self.of_window("input.performActions", actions=[{"type": "key", "id": "keyboard", "actions": steps}])
