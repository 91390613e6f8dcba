"""A Slack that agrees to everything: what the product asks of it is answered and kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]


@dataclass
class Agreeable:
    """What was asked, in order: the method (`chat.postMessage`) and its arguments."""

    asked: list[tuple[str, Json]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def answer(self, method: str, given: Json, base: str) -> Json:
        """Yes, with the ids that the caller goes on with."""
        self.asked.append((method, given))
        number = next(self.numbers)
        return {
            "ok": True,
            "channel": {"id": f"D{number:09}"} if method == "conversations.open" else "C0",
            "ts": f"{1_700_000_000 + number}.000100",
            "upload_url": f"{base}upload",
            "file_id": f"F{number:09}",
        }


@contextmanager
def listening() -> Iterator[tuple[Agreeable, str]]:
    """Serve one on a free port of this machine; gives it and its base address."""
    agreeable = Agreeable()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            method = self.path.rsplit("/", 1)[-1]
            shown = agreeable.answer(method, _given(body), f"http://{self.headers['host']}/api/")
            self._send(json.dumps(shown).encode())

        def _send(self, answer: bytes) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_given: Any) -> None:
            """Say nothing: who asked is kept."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield agreeable, f"http://127.0.0.1:{server.server_port}/api/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _given(body: bytes) -> Json:
    """The arguments of a call, sent as a form or as JSON."""
    try:
        return dict(json.loads(body))
    except ValueError:
        return {name: last[-1] for name, last in parse_qs(body.decode("utf-8", "replace")).items()}
