"""Banks in a story: they claim money back for buyers, and decide who has it."""

from functools import partial

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.domain.account import DisputeState
from app.domain.news import GatewayNews
from app.usecases.hear_of_dispute import hear_of_dispute
from tests.stories import found
from tests.stories.outside import Outside
from tests.stories.scene import WHICH, one

ENDS = st.sampled_from((DisputeState.LOST, DisputeState.WON))


class Banks(Outside):
    """Those who pay with Stripe go to their banks."""

    @rule(which=WHICH)
    def claim(self, which: int) -> None:
        """A buyer's bank claims a payment back, as far as it has not gone back already."""
        if payment := one(found.paid_at(self.desk.database, "stripe"), which):
            answer = self._say(f"charges/{payment.intent_id}/dispute", {})
            # One that is claimed already, or went back, is not claimed (again).
            if answer.is_success:
                self.hear_of_claim(answer.json()["id"])

    @rule(which=WHICH, ends=ENDS)
    def decide_claim(self, which: int, ends: DisputeState) -> None:
        """A bank decides."""
        held = self.desk.sandbox.world.holdings()["stripe"]["dispute"]
        still = [each for each in held if each["status"] not in ("won", "lost")]
        if claim := one(still, which):
            assert self._say(f"disputes/{claim['id']}/end", {"status": ends}).is_success
            self.hear_of_claim(claim["id"])

    @rule()
    def hear_of_all_claims(self) -> None:
        """Stripe, well again, tells of each claim once more, as it does for three days."""
        self.mend("stripe")
        for claim in self.desk.sandbox.world.holdings()["stripe"]["dispute"]:
            self.hear_of_claim(claim["id"])

    def hear_of_claim(self, claim: str) -> None:
        """Hear of a claim; who was killed meanwhile hears of it again."""
        news = GatewayNews(
            "stripe",
            f"evt_{next(self.numbers)}",
            "charge.dispute.updated",
            "",
            b"{}",
            dispute_id=claim,
        )
        step = partial(
            hear_of_dispute,
            self.parts.sessions,
            news=news,
            gateways=self.parts.gateways,
            partners=self.parts.partners,
            wake=self.parts.wake,
            now=self.parts.clock(),
        )
        if self.take(step) is None:
            step()

    def _say(self, what: str, said: dict[str, str]) -> httpx.Response:
        return httpx.post(f"{self.desk.sandbox.url}/control/stripe/{what}", json=said)
