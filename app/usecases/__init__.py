"""What is done: one verb a module, one or two short transactions; none calls another."""
