"""What the server of processes to be killed loads once, so that each of them starts in no time.

Also what the product loads only where it is needed: each process would load that again.
"""

import email_validator
import fpdf
import fpdf.fonts
import h11
import httpcore
import httpx
import psycopg
import segno
from sqlalchemy.orm import configure_mappers

from app.partners.http import tls
from tests.crashes import deeds, due_money, dying, mending
from tests.fixtures.certificates import read_once

__all__ = ["deeds", "due_money", "dying", "mending"]
__all__ += ["email_validator", "fpdf", "h11", "httpcore", "psycopg", "segno"]

configure_mappers()
tls()
read_once()
httpx.Client(trust_env=False).close()
