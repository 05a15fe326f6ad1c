"""Orderway, an order management system for e-commerce."""
