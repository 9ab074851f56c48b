"""What is kept: one module a noun, its mapped class and its queries together.

SQLite and PostgreSQL.
"""
