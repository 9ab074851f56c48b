"""The stand-in for Stripe: the API under /v1, the hosted payment page, webhooks, and its dials.

Imports nothing of the product, and outside this folder only the shelf and the clock. What it
accepts is read from the SDK's parameter types, which are generated from Stripe's specification.
"""
