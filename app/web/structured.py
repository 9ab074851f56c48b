"""What programs and classes are in schema.org's words, for search engines. Not here: the pages."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.queries.catalogue import ClassPage, ProgramPage
from app.queries.catalogue.offering import Offering
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
        "offers": list(_offers(what, address)),
        "isPartOf": {"@type": "Course", "@id": f"{site.base_url}{page.program.address}"},
    }


def program_document(page: ProgramPage, site: Site) -> Document:
    """Return a program as a course, with the addresses of its classes that are to come."""
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
        "hasCourseInstance": [
            {
                "@type": "CourseInstance",
                "@id": f"{site.base_url}/classes/{line.code}",
                "url": f"{site.base_url}/classes/{line.code}",
                "startDate": line.starts,
                "location": line.place,
            }
            for line in page.coming
        ],
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


def _offers(what: Offering, address: str) -> Iterator[Document]:
    left = "InStock" if what.open else "SoldOut" if what.full else "Discontinued"
    if what.free:
        # Nothing is nothing in every currency.
        yield {
            "@type": "Offer",
            "price": "0",
            "availability": f"{_VOCABULARY}/{left}",
            "url": address,
        }
    for each in what.prices:
        offer = {
            "@type": "Offer",
            "name": each.label,
            "price": f"{each.money.major:f}",
            "priceCurrency": each.money.currency,
            "availability": f"{_VOCABULARY}/{left}",
            "url": address,
        }
        if each.ends_at is not None:
            offer["priceValidUntil"] = each.ends_at.isoformat(timespec="minutes")
        yield offer
