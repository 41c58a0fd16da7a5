"""Schemathesis against the OpenAPI document that we serve: every answer as it is described, for two users."""
