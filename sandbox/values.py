"""What every part of the sandbox shares: JSON objects, and the two kinds of refusal."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]


def parse(body: bytes) -> object:
    """JSON in which half a surrogate pair becomes `\ufffd`, as it could not be sent on.

    Raises ValueError.
    """
    parsed: object = json.loads(body)
    if b"\\u" not in body:
        return parsed
    text = json.dumps(parsed, ensure_ascii=False)
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return parsed if whole == text else json.loads(whole)


class SlackError(Exception):
    """A refusal in Slack's own words, as the Web API answers it.

    `word` is Slack's error word; `messages` become `response_metadata.messages`; `fields` are
    further keys of the answer (such as `needed` and `provided` of `missing_scope`).
    """

    def __init__(
        self, word: str, messages: Sequence[str] = (), fields: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(word, *messages)
        self.word = word
        self.messages = list(messages)
        self.fields = dict(fields or {})

    def answer(self) -> Json:
        """The body of the answer, `ok` false."""
        body: Json = {"ok": False, "error": self.word, **self.fields}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class RateLimited(SlackError):
    """Too many calls; `seconds` go into `Retry-After`."""

    def __init__(self, seconds: int) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


class ControlError(Exception):
    """A wrong use of the control API; `status` is the HTTP status of the answer."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
