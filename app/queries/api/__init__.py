"""What the API shows: classes as programs, registrations, clients and what they may do."""
