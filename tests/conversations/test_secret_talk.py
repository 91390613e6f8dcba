"""Secrets that are shown once can be copied as they are shown."""

import re

SHOWN = {
    "token for {n}": r"rapport_[0-9a-f]{64}(?=\s)",
    "form add Page {n}": r"/collect/[0-9a-f]{32}(?=\s)",
}


def test_a_secret_holds_no_sign_that_slack_reads_as_markup(living):
    ada = living.person("ada")
    for said, wanted in SHOWN.items():
        for n in range(4):
            done = ada.command("/crm", said.format(n=n))
            assert done.status == 200
            living.settle()
            shown = (done.message or ada.last("dm")).text
            assert re.search(wanted, shown), shown
