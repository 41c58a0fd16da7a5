"""Webhooks: owners name an address, and it is told of events."""
