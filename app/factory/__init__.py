"""The one place where the parts meet. Nobody imports it but the ways in: ``wsgi``, ``__main__``.

One module for each way in, so that nobody loads what only another one needs. Not here: which
commands there are (``__main__``), any rule.
"""
