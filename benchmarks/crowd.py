"""Many clients of a SPARQL endpoint at once: `python -m benchmarks.crowd ADDRESS CLIENTS SECONDS QUERY …`; prints JSON.

They are one process that does little for each request, so that it takes little from the server on the same machine.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from urllib.parse import urlencode, urlsplit


async def client(address: str, queries: list[str], ends: float, times: list[float], failed: Counter[str]) -> None:
    """Ask each query in turn, on one connection, until the time is over."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    turn = 0
    while (start := time.monotonic()) < ends:
        body = urlencode({"query": queries[turn % len(queries)]}).encode()
        turn += 1
        writer.write(
            f"POST {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\nAccept: application/sparql-results+json\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        content = await _content(reader, head)
        if head.startswith(b"http/1.1 200 ") and content:
            times.append(time.monotonic() - start)
        else:
            failed[f"{head[:100]!r}: {content[:100]!r}"] += 1
    writer.close()


async def _content(reader: asyncio.StreamReader, head: bytes) -> bytes:
    if b"\r\ncontent-length: " in head:
        return await reader.readexactly(int(head.split(b"\r\ncontent-length: ")[1].split(b"\r\n")[0]))
    content = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        content += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return content


async def crowd(address: str, clients: int, seconds: float, queries: list[str]) -> dict[str, object]:
    """How many answers a second they got, the time in which 95 of 100 came, in milliseconds, and what failed how often."""
    times: list[float] = []
    failed: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    each = (
        client(address, queries[n % len(queries) :] + queries[: n % len(queries)], ends, times, failed)
        for n in range(clients)
    )
    for outcome in await asyncio.gather(*each, return_exceptions=True):
        if outcome is not None:
            failed[repr(outcome)] += 1
    times.sort()
    late = times[len(times) * 95 // 100] * 1000 if times else 0
    return {"rate": len(times) / seconds, "late": late, "failed": failed}


if __name__ == "__main__":
    address, clients, seconds, *queries = sys.argv[1:]
    print(json.dumps(asyncio.run(crowd(address, int(clients), float(seconds), queries))))
