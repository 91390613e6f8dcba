"""`python -m crm.locale`: print the texts that a language still lacks, status 1 if any."""

from __future__ import annotations

import sys

from crm.engine.texts import LANGUAGES
from crm.locale import keys


def main() -> int:
    """Print each missing text with its place."""
    count = 0
    for language in LANGUAGES[1:]:
        for key, place in sorted(keys.missing(language).items(), key=lambda item: item[1]):
            sys.stdout.write(f"{language} {place}: {key!r}\n")
            count += 1
        for key in keys.crooked(language):
            sys.stdout.write(f"{language} placeholders differ: {key!r}\n")
            count += 1
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main())
