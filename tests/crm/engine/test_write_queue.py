"""Writers take turns, and give up in time."""

import threading
import time

import pytest

from crm.engine.errors import Busy
from crm.engine.queue import Line, WriteQueue


def test_threads_go_in_the_order_in_which_they_came():
    line, order = Line(), []
    assert line.enter(1)

    def go(number):
        assert line.enter(5)
        order.append(number)
        line.leave()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=go, args=(number,)))
        threads[-1].start()
        while len(line._waiting) <= number:
            pass
    line.leave()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_whoever_waits_too_long_is_told_and_the_next_one_goes(tmp_path):
    queue = WriteQueue(tmp_path / "db", patience=0.05)
    began = time.monotonic()
    with queue.hold(), pytest.raises(Busy), queue.hold():
        pass
    assert time.monotonic() - began < 1
    with queue.hold():
        pass


def test_another_process_is_waited_for_no_longer_either(tmp_path):
    theirs = WriteQueue(tmp_path / "db")
    ours = WriteQueue(tmp_path / "db", patience=0.05)
    with theirs.hold(), pytest.raises(Busy), ours.hold():
        pass
    with ours.hold():
        pass


def test_nobody_writes_twice_while_another_process_waits(tmp_path):
    queues = [WriteQueue(tmp_path / "db") for _ in range(2)]
    turns, over = [], threading.Event()

    def write(number):
        while not over.is_set():
            with queues[number].hold():
                turns.append(number)
                over.wait(0.002)
                if len(turns) >= 60:
                    over.set()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(turns.count(0), turns.count(1)) >= 20
