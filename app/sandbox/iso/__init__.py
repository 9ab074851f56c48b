"""The ISO website as its contract reads: tokens, programs, registrations."""
