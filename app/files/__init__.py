"""Files that people hand in: what they are by their content, and whether they are clean.

Knows the domain alone. Not here: keeping them (store/upload.py).
"""
