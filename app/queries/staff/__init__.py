"""What the pages of staff show, read only: frozen page models, never rows."""
