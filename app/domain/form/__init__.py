"""A program's own form: what it asks, of whom, on what condition, and what counts as an answer.

Not here: how a question is drawn (web/forms), where versions are kept (store/program.py).
"""
