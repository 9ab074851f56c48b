"""Coursedesk: a registration desk for organisations that run programs and courses."""
