import json
import logging

import structlog

from bot import logs

SECRETS = (
    "xoxb-12-ab",
    "xapp-1-A0-b",
    "xoxe.xoxp-1-x",
    "jane@acme.example",
    "https://hooks.slack.com/commands/T1/2/abc",
)


def test_no_line_holds_a_token_or_an_address(capsys):
    before = logging.getLogger().handlers[:]
    logs.configure()
    try:
        for secret in SECRETS:
            structlog.get_logger("x").warning("said", what=f"it was {secret}!")
            logging.getLogger("slack_sdk").warning("sent %s", secret)
            try:
                int(secret)
            except ValueError:
                logging.getLogger("y").exception("failed")
        written = capsys.readouterr().err
    finally:
        logging.getLogger().handlers = before
        structlog.reset_defaults()
    assert len([json.loads(line) for line in written.splitlines()]) == 3 * len(SECRETS)
    assert not any(secret in written for secret in SECRETS)
