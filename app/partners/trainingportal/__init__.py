"""Mintra Trainingportal: a marketplace that shows our classes and books seats on them by GET."""
