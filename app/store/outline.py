"""How a kept class becomes the outline that pages show. Not here: any table."""

from app.domain.outline import ClassOutline
from app.store.course_class import CourseClass


def outline_of(course_class: CourseClass) -> ClassOutline:
    """Return the class as a page names it; program and venue must be loaded."""
    program, venue = course_class.program, course_class.venue
    return ClassOutline(
        code=course_class.code,
        title=program.title,
        kind=program.kind,
        program_slug=program.slug,
        starts_at=course_class.starts_at,
        ends_at=course_class.ends_at,
        timezone=course_class.timezone,
        venue=venue.name if venue else "",
        city=venue.city if venue else "",
    )
