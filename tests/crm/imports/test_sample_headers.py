"""The sample exports, if they are there: each is recognised by its headers."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from crm.imports import files, headers

SETS = Path(__file__).parents[4] / "shared" / "data" / "exports"


@pytest.mark.parametrize("vendor", ["chinese", "dynamics", "hubspot", "odoo", "salesforce", "zoho"])
def test_every_sample_file_is_recognised_and_read_to_its_end(vendor):
    if not (SETS / vendor).is_dir():
        pytest.skip(f"the sample exports are not at {SETS}")
    for each in json.loads((SETS / vendor / "expected.json").read_text("utf-8"))["files"]:
        opened = files.open_file(SETS / vendor / each["file"])
        sample = [row.cells for row in islice(opened.rows(), 100)]
        found = headers.recognise(opened.headers, sample)
        assert found is not None
        assert found.kind == headers.singular(each["kind"])
        rows = sum(1 for _ in opened.rows())
        assert rows == sum(each[n] for n in ("created", "folded", "failed", "continuation"))
