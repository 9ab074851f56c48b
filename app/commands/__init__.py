"""The command line: the parser and the long-running commands. Not here: the work they start."""
