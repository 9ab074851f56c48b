"""The demo organisation: its catalogue, whose dates are counted from today, and its guests."""
