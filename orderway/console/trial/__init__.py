"""Try a change on past orders: what is changed, the run, its figures, each order then and under the change."""
