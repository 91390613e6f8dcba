"""`python -m bot.reference` (`make docs`): write the reference, the manifest, `.env.example`."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.reference import ROOT, write

if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for path in write():
        sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")
