"""The pool: what nobody waits for gives way to what is to be acknowledged."""

from __future__ import annotations

import threading

from bot.slack.pool import Pool


def test_work_behind_a_delivery_begins_when_it_is_answered():
    pool, began = Pool(2), threading.Event()
    with pool.answering():
        pool.behind("work", began.set)
        assert not began.wait(0.05)
    assert began.wait(5)
    pool.close()


def test_work_behind_deliveries_begins_though_they_never_end():
    pool, began = Pool(2), threading.Event()
    with pool.answering():
        pool.behind("work", began.set)
        assert began.wait(5)
    pool.close()
