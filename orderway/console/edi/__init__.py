"""Pages of EDI: interchanges in and out with their acknowledgements, stock that warehouses told, partners' settings."""
