"""An address that hears our events, in the shapes in which ISO sends its own (iso.md 5.6, 6)."""
