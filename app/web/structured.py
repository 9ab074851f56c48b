"""What programs and classes are in schema.org's words, for search engines. Not here: the pages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.queries.catalogue import ClassPage, ProgramPage
from app.queries.catalogue.lines import ClassLine
from app.queries.catalogue.offering import Asked, Offering
from app.web.site import Site

Document = Mapping[str, Any]
_VOCABULARY = "https://schema.org"


def class_document(page: ClassPage, site: Site) -> Document:
    """Return a class: an event that is an instance of its course."""
    what, address = page.offering, f"{site.base_url}/classes/{page.code}"
    state = "EventCancelled" if what.cancelled else "EventScheduled"
    mode = "Online" if what.online else "Offline"
    return {
        "@context": _VOCABULARY,
        "@type": ["EducationEvent", "CourseInstance"],
        "@id": address,
        "url": address,
        "name": page.program.title,
        "description": page.program.summary,
        "image": f"{site.base_url}{page.program.card}",
        "isAccessibleForFree": what.free,
        "courseMode": "online" if what.online else "onsite",
        "startDate": what.starts,
        "endDate": what.ends,
        "eventStatus": f"{_VOCABULARY}/{state}",
        "eventAttendanceMode": f"{_VOCABULARY}/{mode}EventAttendanceMode",
        "location": _location(what, address),
        "organizer": _organizer(site),
        "offers": list(_offers(what, what.prices, address)),
        "isPartOf": {"@type": "Course", "@id": f"{site.base_url}{page.program.address}"},
    }


def program_document(page: ProgramPage, site: Site) -> Document:
    """Return a program as a course, with its classes that are to come and what they cost."""
    address = f"{site.base_url}{page.program.address}"
    return {
        "@context": _VOCABULARY,
        "@type": "Course",
        "@id": address,
        "url": address,
        "name": page.program.title,
        "description": page.program.summary,
        "image": f"{site.base_url}{page.program.card}",
        "courseCode": page.code,
        "provider": _organizer(site),
        "hasCourseInstance": [_instance(line, site) for line in page.coming],
    }


def _instance(line: ClassLine, site: Site) -> Document:
    address = f"{site.base_url}/classes/{line.code}"
    asked = [Asked("", each, None) for each in line.asked]
    return {
        "@type": "CourseInstance",
        "@id": address,
        "url": address,
        "startDate": line.starts,
        "location": line.place,
        "offers": list(_offers(line, asked, address)),
    }


def _organizer(site: Site) -> Document:
    return {"@type": "Organization", "name": site.name, "url": f"{site.base_url}/"}


def _location(what: Offering, address: str) -> Document:
    if what.online:
        return {"@type": "VirtualLocation", "url": address}
    parts = {
        "streetAddress": what.street,
        "postalCode": what.postal_code,
        "addressLocality": what.city,
        "addressCountry": what.country,
    }
    said = {name: part for name, part in parts.items() if part}
    return {
        "@type": "Place",
        "name": what.venue or what.city,
        "address": {"@type": "PostalAddress", **said},
    }


def _offers(
    what: Offering | ClassLine, prices: Sequence[Asked], address: str
) -> Iterator[Document]:
    left = "InStock" if what.open else "SoldOut" if what.full else "Discontinued"
    if what.free:
        # Nothing is nothing in every currency.
        yield {
            "@type": "Offer",
            "price": "0",
            "availability": f"{_VOCABULARY}/{left}",
            "url": address,
        }
    for each in prices:
        offer = {
            "@type": "Offer",
            "price": f"{each.money.major:f}",
            "priceCurrency": each.money.currency,
            "availability": f"{_VOCABULARY}/{left}",
            "url": address,
        }
        if each.label:
            offer["name"] = each.label
        if each.ends_at is not None:
            offer["priceValidUntil"] = each.ends_at.isoformat(timespec="minutes")
        yield offer
