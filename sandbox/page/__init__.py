"""The sandbox's page: plain HTML, CSS and modules, served as they are."""

from html import escape
from importlib.resources import files

from fastapi import Request, Response

_KINDS = {"js": "text/javascript", "css": "text/css", "json": "application/json"}
_POLICY = "default-src 'self'; img-src 'self' data: https: http:; style-src 'self'"


class Page:
    """Serves the page's parts from the package."""

    def front(self, _request: Request, prefix: str) -> Response:
        """The page; it is told under which `prefix` its parts and the control API are."""
        text = files(__package__).joinpath("index.html").read_text("utf-8")
        content = text.replace("{{prefix}}", escape(prefix, quote=True))
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
        return Response(content, media_type="text/html; charset=utf-8", headers=headers)

    async def part(self, request: Request) -> Response:
        """A style sheet, module or table."""
        name = request.path_params["name"]
        found = files(__package__).joinpath(name)
        kind = _KINDS.get(name.rpartition(".")[2])
        if kind is None or "/" in name or not found.is_file():
            return Response("no such part", 404)
        headers = {"Cache-Control": "no-cache"}
        return Response(found.read_bytes(), media_type=f"{kind}; charset=utf-8", headers=headers)
