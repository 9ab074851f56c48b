"""What Lighthouse says of the public pages, and what they weigh. Not here: the pages.

Lighthouse is installed when it is asked for, in ``lighthouse/`` beside this, as its lock file says;
it takes npm, and the browser that the tests take. Each page is audited as on a telephone at a slow
line, which Lighthouse simulates, so that other work on the machine hardly moves its figures.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks import catalogue
from tests.benchmarks.client import Request, ask
from tests.benchmarks.ground import Ground, web
from tests.benchmarks.load import Faulty
from tests.benchmarks.table import Row, met
from tests.benchmarks.visits import Registering
from tests.fixtures.browser import FLAGS, chromium
from tests.weight import ACCEPTED, Sent, weigh

FOLDER = Path(__file__).resolve().parent / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
AIM = 98
AIM_BYTES = 60_000
RUNS = 3
PATIENCE = 180
# What one fills in, and what is one person's alone, is not to be found on purpose.
_NOT_FOUND = ("form", "order")


def audits(ground: Ground) -> Iterator[Row]:
    """Audit and weigh home, list, class, form and order, and a program's page."""
    _install()
    with web(ground):
        for name, path in _pages(ground).items():
            scores = [_audit(ground, path, found=name not in _NOT_FOUND) for _ in range(RUNS)]
            yield _row(ground, name, {each: median(s[each] for s in scores) for each in CATEGORIES})
            yield _weight(ground, name, path)


def _install() -> None:
    if (FOLDER / "node_modules/.package-lock.json").exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise Faulty("Lighthouse is installed with npm, and there is none")
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run([npm, "ci", *options], cwd=FOLDER, check=True, stdout=subprocess.DEVNULL)


def _pages(ground: Ground) -> Mapping[str, str]:
    code = catalogue.paid_codes(rushes=0)[0]
    return {
        "home": "/",
        "list": "/programs",
        "program": f"/programs/{catalogue.program_code(0).lower()}",
        "class": f"/classes/{code}",
        "form": f"/classes/{catalogue.FREE}/register",
        "order": _order(ground.settings.port),
    }


def _order(port: int) -> str:
    """Register somebody and return the address of the order's page."""
    visit = Registering(catalogue.FREE).visit(1)
    request = next(visit)
    try:
        while True:
            request = visit.send(ask(port, request))
    except StopIteration:
        return request.path


def _audit(ground: Ground, path: str, *, found: bool) -> Mapping[str, float]:
    """Return the scores out of a hundred. Raises Faulty where there are none."""
    answer = subprocess.run(
        [
            *("node", "node_modules/lighthouse/cli/index.js"),
            f"http://127.0.0.1:{ground.settings.port}{path}",
            *("--quiet", "--output=json", "--no-enable-error-reporting"),
            f"--only-categories={','.join(CATEGORIES)}",
            *(() if found else ("--skip-audits=is-crawlable",)),
            f"--chrome-flags=--headless {' '.join(map(_quoted, FLAGS))}",
        ],
        cwd=FOLDER,
        env={**os.environ, "CHROME_PATH": chromium() or ""},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if answer.returncode:
        raise Faulty(f"Lighthouse at {path.partition('?')[0]}: {answer.stderr[-500:]}")
    told: Any = json.loads(answer.stdout)
    short = [
        f"{audit['id']} {audit['score']}"
        for audit in told["audits"].values()
        if audit["score"] is not None and audit["score"] < 1
    ]
    (ground.place / "lighthouse.log").open("a").write(f"{path.partition('?')[0]}: {short}\n")
    return {name: 100 * float(told["categories"][name]["score"] or 0) for name in CATEGORIES}


def _quoted(flag: str) -> str:
    name, _, value = flag.partition("=")
    return f'{name}="{value}"' if value else name


def _row(ground: Ground, name: str, scores: Mapping[str, float]) -> Row:
    return Row(
        database=ground.kind,
        what=f"Lighthouse: {name} (performance, accessibility, best practices, SEO)",
        ours=", ".join(f"{score:.0f}" for score in scores.values()),
        aim=f">= {AIM} each",
        met=met(*(score >= AIM for score in scores.values())),
    )


def _weight(ground: Ground, name: str, path: str) -> Row:
    def fetch(address: str) -> Sent:
        answer = ask(ground.settings.port, Request("GET", address, 200, headers=ACCEPTED))
        return Sent(answer.body, "".join(answer.headers("Content-Encoding")))

    weight = sum(weigh(path, fetch).values())
    return Row(
        database=ground.kind,
        what=f"weight: {name}, without pictures",
        ours=f"{weight / 1000:.1f} KB",
        aim=f"< {AIM_BYTES // 1000} KB",
        met=met(weight < AIM_BYTES),
    )
