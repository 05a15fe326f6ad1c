"""Files of orders, brought in by the console."""
