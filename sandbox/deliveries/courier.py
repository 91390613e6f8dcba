"""Getting deliveries to the app: one try for what a person waits for, four for events."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import replace

from sandbox.clock import Clock
from sandbox.deliveries.record import Attempt, Delivery, Kind
from sandbox.deliveries.signed import SignedHttp
from sandbox.deliveries.sockets import Sockets
from sandbox.faults import DELIVERY_KINDS, Fault, Faults
from sandbox.options import Options
from sandbox.values import Json

KEPT = 20_000


class Courier:
    """Sends by Socket Mode while a connection is open, otherwise by HTTP.

    `busy` counts tries in flight, `waiting` events that will be tried again later; `log` keeps the
    newest deliveries by id.
    """

    def __init__(self, http: SignedHttp, sockets: Sockets, clock: Clock, options: Options) -> None:
        self.http = http
        self.sockets = sockets
        self.clock = clock
        self.options = options
        self.faults = Faults(DELIVERY_KINDS)
        self.log: OrderedDict[str, Delivery] = OrderedDict()
        self.busy = 0
        self.waiting = 0
        self._number = 0
        self._sent = asyncio.Event()
        self._tasks: set[asyncio.Task[Delivery]] = set()

    async def ask(self, kind: Kind, name: str, payload: Json) -> Delivery:
        """Send a command or interaction once and wait for the answer."""
        delivery = self._record(kind, name, payload)
        fault = self.faults.pick(name)
        if fault and fault.kind == "duplicate":
            for _ in range(fault.times - 1):
                self._start(self._once(self._record(kind, name, payload), None))
        return await self._once(delivery, fault)

    def tell(self, name: str, payload: Json) -> list[Delivery]:
        """Send an event, with retries, in the background; several times where a fault says so."""
        fault = self.faults.pick(name)
        times = fault.times if fault and fault.kind == "duplicate" else 1
        deliveries = [self._record("event", name, payload) for _ in range(times)]
        for delivery in deliveries:
            self._start(self._persist(delivery, fault))
        return deliveries

    def forget(self) -> None:
        """Drop the log, the faults and every event still to be retried."""
        self.log.clear()
        self.faults.orders.clear()
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Stop sending."""
        self.forget()
        await self.http.close()
        await self.sockets.close()

    def _record(self, kind: Kind, name: str, payload: Json) -> Delivery:
        self._number += 1
        frozen: Json = json.loads(json.dumps(payload))  # messages in it may change meanwhile
        delivery = Delivery(f"d{self._number}", kind, name, frozen)
        self.log[delivery.id] = delivery
        if len(self.log) > KEPT:
            self.log.popitem(last=False)
        return delivery

    def _start(self, sending: Coroutine[None, None, Delivery]) -> None:
        self.busy += 1
        task = asyncio.get_running_loop().create_task(sending)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Delivery]) -> None:
        self.busy -= 1
        self._tasks.discard(task)

    async def _once(self, delivery: Delivery, fault: Fault | None) -> Delivery:
        self.busy += 1
        try:
            await self._hold(fault)
            delivery.attempts.append(await self._attempt(delivery, 0, "", fault))
        finally:
            self.busy -= 1
            delivery.done = True
            delivery.answered.set()
        return delivery

    async def _persist(self, delivery: Delivery, fault: Fault | None) -> Delivery:
        await self._hold(fault)
        delivery.attempts.append(await self._attempt(delivery, 0, "", fault))
        delivery.answered.set()
        for number, delay in enumerate(self.options.retry_delays, 1):
            if delivery.ok or delivery.last.no_retry:
                break
            await self._pause(delay / self.options.time_scale)
            attempt = await self._attempt(delivery, number, delivery.last.error, None)
            delivery.attempts.append(attempt)
        delivery.done = True
        return delivery

    async def _pause(self, seconds: float) -> None:
        if seconds <= 0:
            return
        self.busy -= 1
        self.waiting += 1
        try:
            await self.clock.sleep(seconds)
        finally:
            self.waiting -= 1
            self.busy += 1

    async def _hold(self, fault: Fault | None) -> None:
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind == "reorder":
            following = self._sent
            try:
                await asyncio.wait_for(following.wait(), 1.0)
            except TimeoutError:
                return

    async def _attempt(
        self, delivery: Delivery, retry: int, reason: str, fault: Fault | None
    ) -> Attempt:
        way = self.sockets if self.sockets.connections else self.http
        attempt = await way.send(delivery, retry, reason)
        self._sent.set()
        self._sent = asyncio.Event()
        if fault and fault.kind == "drop_answer":
            return replace(attempt, error="connection_failed", status=None)
        return attempt
