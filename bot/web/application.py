"""The web application of a process, put together from its routes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from bot.app import Parts
from bot.web.api import Api
from bot.web.collect import Collect
from bot.web.health import Health
from bot.web.intake import Intake
from bot.web.metrics import Metrics
from bot.web.oauth import OAuth
from bot.web.slack import Deliveries


def application(parts: Parts, ending: Callable[[], None] | None = None) -> FastAPI:
    """The application of these parts; `ending` is called when it shuts down.

    Slack's deliveries are taken only where they are signed: without a signing secret (Socket
    Mode) there is no such route.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if ending is not None:
            ending()

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    settings = parts.settings
    if settings.slack_signing_secret is not None:
        app.add_route("/slack/events", Deliveries(parts.bolt).serve, methods=["POST"])
    if settings.slack_client_id is not None and settings.slack_client_secret is not None:
        oauth = OAuth(parts)
        app.add_route("/slack/install", oauth.install, methods=["GET"])
        app.add_route("/slack/oauth_redirect", oauth.redirect, methods=["GET"])
    app.add_route("/health", Health(parts).serve, methods=["GET"])
    app.add_route("/metrics", Metrics(parts).serve, methods=["GET"])
    collect, api = Collect(parts), Api(parts)
    intake = Intake(parts, api)
    app.add_route("/collect/events", intake.events, methods=["POST"])
    app.add_route("/collect/purchase", intake.purchase, methods=["POST"])
    app.add_route("/collect/social", intake.social, methods=["POST"])
    app.add_route("/collect/mail/{secret}", collect.mail, methods=["POST"])
    app.add_route("/collect/{key}", collect.page, methods=["GET"])
    app.add_route("/collect/{key}", collect.send, methods=["POST"])
    app.add_route("/api/{words:path}", api.serve, methods=["POST"])
    return app
