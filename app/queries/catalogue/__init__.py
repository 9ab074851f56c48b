"""What the public pages show of the catalogue: frozen page models, four statements at most each.

One module a page, and beside them what they share: `search` (what is looked for), `directory` (what
can be searched, in memory), `lines` (a class in one line). Not here: registering, HTML.
"""

from app.queries.catalogue.class_page import ClassPage, class_page
from app.queries.catalogue.home import HomePage, home_page
from app.queries.catalogue.known import Known
from app.queries.catalogue.listing import ProgramsPage, programs_page
from app.queries.catalogue.program_page import ProgramPage, program_page
from app.queries.catalogue.search import Search, clean_text
from app.queries.catalogue.site_map import PageAddress, site_map
from app.queries.catalogue.sketch import Face, Sketch, find_face, find_sketch

__all__ = [
    "ClassPage",
    "Face",
    "HomePage",
    "Known",
    "PageAddress",
    "ProgramPage",
    "ProgramsPage",
    "Search",
    "Sketch",
    "class_page",
    "clean_text",
    "find_face",
    "find_sketch",
    "home_page",
    "program_page",
    "programs_page",
    "site_map",
]
