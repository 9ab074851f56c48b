"""How fast it is, beside what the same server and database can do at most: `./manage bench`."""
