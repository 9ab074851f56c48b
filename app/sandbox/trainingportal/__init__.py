"""Mintra Trainingportal as its contract reads: classes, bookings, and asking us for seats."""
