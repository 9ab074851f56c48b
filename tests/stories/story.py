"""A random story: people, those who wait, staff, banks, gateways, partners and a machine that dies.

Every step is taken as its caller takes it, against the sandbox; after each the books are checked.
Not here: the steps, what must hold (books.py, lines.py, ending.py).
"""

from hypothesis.stateful import invariant

from tests.stories.banks import Banks
from tests.stories.clerks import Clerks
from tests.stories.ending import check_the_ending
from tests.stories.scene import CODES
from tests.stories.waiters import Waiters


class Story(Waiters, Clerks, Banks):
    """One story; ``desk`` is a live desk whose database and sandbox are empty."""

    @invariant()
    def the_promises_hold(self) -> None:
        """Nothing is oversold, lost, or promised to nobody, at any moment."""
        self.check()

    def teardown(self) -> None:
        """The story is over: everybody is well again, and in the end all agree."""
        self.mortal.live()
        self.hear_of_all_claims()
        check_the_ending(self.desk, tuple(CODES), self.lines)
        self.check()
