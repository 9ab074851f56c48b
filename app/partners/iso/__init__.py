"""The ISO website: registrations and their states (iso.md). Here "ISO" is Isha's public website."""
