"""The Connector as its contract reads: users, staff and lead sources in XML."""
