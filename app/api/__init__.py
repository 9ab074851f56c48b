"""JSON for integrators, in ISO's shapes (iso.md, "server"): programs, registrations, tokens."""
