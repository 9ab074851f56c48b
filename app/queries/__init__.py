"""What is shown: reads only, frozen page models, never rows."""
