"""What is done in the background: waking workers, draining the outbox, sweeping up the rest."""
