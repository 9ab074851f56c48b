"""What a form of sixty fields costs us: its page, and sending it. Not here: the form.

Seconds are processor time of this process, which serves the product and the bare application in
turn: other work on the machine hardly moves it, and less so the ratio of the two.
"""

from collections.abc import Iterator
from statistics import median

from tests.benchmarks import bare, catalogue
from tests.benchmarks.ground import Ground
from tests.benchmarks.statements import Counter, Step, counting
from tests.benchmarks.table import Row, met
from tests.benchmarks.visits import Asked, Reading

PARTICIPANTS = 3
WARM, VISITS = 5, 60
# A page, how it is sent, and the page where it is checked lie before the order is made.
PAGE, SENT, _, MADE = range(4)
AIM_PAGE, AIM_SENT = 0.025, 0.040
MOST_STATEMENTS = 5


def forms(ours: Ground, theirs: Ground) -> Iterator[Row]:
    """Fill in the form again and again, and read the bare page as often."""
    whole = Asked(catalogue.ASKING, PARTICIPANTS)
    page = Reading((f"/one/C{1}",))
    bare_site = Counter(bare.make_app(theirs.url).test_client(use_cookies=False))
    visits, limits = list[list[Step]](), list[float]()
    with counting(ours) as counter:
        for number in range(WARM + VISITS):
            steps = counter.steps(whole, number)
            limit = median(bare_site.steps(page, each)[0].seconds for each in range(5))
            if number >= WARM:
                visits.append(steps)
                limits.append(limit)
    what = "a form of 60 fields, 20 conditions"
    yield _row(ours, f"{what}: its page", visits, limits, step=PAGE, aim=AIM_PAGE)
    sent = f"{what}: sent for {PARTICIPANTS}"
    yield _row(ours, sent, visits, limits, step=SENT, aim=AIM_SENT)
    yield _row(ours, f"{sent}, order made", visits, limits, step=MADE, aim=AIM_SENT)


def _row(
    ground: Ground,
    what: str,
    visits: list[list[Step]],
    limits: list[float],
    *,
    step: int,
    aim: float,
) -> Row:
    seconds = median(visit[step].seconds for visit in visits)
    times = median(visit[step].seconds / limit for visit, limit in zip(visits, limits, strict=True))
    statements = max(visit[step].statements for visit in visits)
    few = step != PAGE or statements <= MOST_STATEMENTS
    return Row(
        database=ground.kind,
        what=what,
        ours=f"{seconds * 1000:.1f} ms",
        statements=str(statements),
        limit=f"{median(limits) * 1000:.2f} ms",
        ratio=f"{times:.1f}",
        aim=f"< {aim * 1000:.0f} ms" + ("" if step != PAGE else f", SQL <= {MOST_STATEMENTS}"),
        met=met(seconds < aim, few),
    )
