"""Decision tables that staff edit: pure, compiled once, fired over a batch of facts."""
