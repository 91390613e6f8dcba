"""Plain factual sentences, written for the evaluation and never trained on."""

from pathlib import Path

FACTS_ZH = tuple(
    (Path(__file__).parent / "phrases" / "facts_zh.txt").read_text(encoding="utf-8").splitlines()
)
FACTS_EN = tuple(
    (Path(__file__).parent / "phrases" / "facts_en.txt").read_text(encoding="utf-8").splitlines()
)
