"""Pages for people: parse, one call inwards, answer."""
