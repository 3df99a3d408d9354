"""A clerk who corrects stock over HTTP, and asks again under the same key until the hub has answered."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import httpx

from tallydock.drill.rush import Answer
from tallydock.drill.site import DEALT_IN, PLACES, SITE
from tallydock.drill.truth import Goods, Posting, Truth
from tallydock.drill.verdict import Violation

_AGAIN_S = 0.2


class Clerk:
    """``answers``: when each request was made that was answered at last, and how long that answer took."""

    def __init__(self, http: httpx.Client, truth: Truth, chance: random.Random, pace_s: float) -> None:
        self.violations: list[Violation] = []
        self.asked_again = 0
        self.answers: list[Answer] = []
        self._http, self._truth, self._chance, self._pace_s = http, truth, chance, pace_s
        self._ending = threading.Event()
        self._giving_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clerk", daemon=True)
        self._number = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Once the hub has answered the last one. Raises nothing; what went wrong is in ``violations``."""
        self._ending.set()
        self._thread.join(60)
        if self._thread.is_alive():
            self.violations.append(
                Violation("the hub answers again", "POST /movements", "no answer within 60 s")
            )

    def give_up(self) -> None:
        """The house is being torn down: no answer is waited for any more."""
        self._ending.set()
        self._giving_up.set()
        self._thread.join(15)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._number += 1
            self._post(f"CLERK-{self._number}")
            self._ending.wait(self._chance.expovariate(1 / self._pace_s))

    def _post(self, document: str) -> None:
        sku = self._chance.choice(DEALT_IN).sku
        place = self._chance.choice(PLACES)[0]
        qty = self._chance.randint(1, 5)
        goods = Goods(sku, Fraction(qty), "adjustment", "loss_gain", place)
        wanted: dict[str, Any] = {
            "site": SITE,
            "sku": sku,
            "kind": goods.kind,
            "qty": str(qty),
            "source": goods.source,
            "destination": goods.destination,
            "reason": "found behind the shelf",
            "document": document,
        }
        self._truth.posts(Posting(document, goods, datetime.now(UTC)))
        while not self._giving_up.is_set():
            asked_at = datetime.now(UTC)
            try:
                answer = self._http.post(
                    "/api/v1/movements", json=wanted, headers={"Idempotency-Key": document}
                )
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code == httpx.codes.CREATED:
                self._truth.answered(document)
                self.answers.append(Answer(asked_at, answer.elapsed.total_seconds()))
                return
            if answer is not None and answer.is_client_error:
                detail = f"{answer.status_code} {answer.text}"
                self.violations.append(Violation("the hub takes what is right", document, detail))
                return
            self.asked_again += 1
            self._giving_up.wait(_AGAIN_S)
