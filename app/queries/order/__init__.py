"""What an order's page shows, and by which statement."""
