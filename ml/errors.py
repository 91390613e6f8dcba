"""What can be wrong with a frame or a model file, each with the next step."""


class PredictionError(ValueError):
    """Something in the input stands in the way; the message says what to do."""


class BadFrame(PredictionError):
    """The frame cannot be used; `column` names the column at fault, if there is one."""

    def __init__(self, message: str, column: str | None = None) -> None:
        super().__init__(message)
        self.column = column


class BadModelFile(PredictionError):
    """The file is no model of ours, or not as it was written."""


class UnknownChoice(PredictionError):
    """A kind or an algorithm that does not exist; the message lists those that do."""
