"""Indicators: pure functions from tables to numbers. They know neither the services, the record nor the page."""
