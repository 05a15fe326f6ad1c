"""What happened: the only owner of statements that write events, the outbox, run records and the board's counts."""
