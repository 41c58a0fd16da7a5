"""Endpoints for operators: health, metrics, the page of operations and rq-dashboard."""
