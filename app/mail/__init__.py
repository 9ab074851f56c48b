"""Mail to buyers and participants: a destination like a partner, over SMTP."""
