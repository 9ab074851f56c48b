"""Races: what must hold when many do it at once."""
