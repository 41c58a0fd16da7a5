"""The API over HTTP, without its blueprints' services."""
