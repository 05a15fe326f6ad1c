"""The subcommands of `orderway`: one module each, with `configure(parser)` and `run(args) -> int`."""
