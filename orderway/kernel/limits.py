"""Every limit that more than one package knows, with its unit. A limit that only one file needs stands in that file."""

BATCH_ORDERS_MAX = 500
"""Orders that one transaction decides and saves."""
COMMAND_ORDERS_MAX = 10_000
"""Orders that one command of a person or a client may name; worked in batches."""
LINES_PER_ORDER_MAX = 1_000
QUANTITY_MAX = 1_000_000
BODY_BYTES_MAX = 5 * 1024 * 1024
"""A single API request or webhook body."""
BULK_BODY_BYTES_MAX = 64 * 1024 * 1024
"""A JSON Lines body of many orders."""
BULK_ORDERS_MAX = 20_000
TEXT_CHARS_MAX = 4_000
"""A remark, a note, a message."""
NAME_CHARS_MAX = 200
PAGE_ROWS_MAX = 200
EVIDENCE_BYTES_MAX = 4_000
"""Evidence of one gate about one order; longer evidence is cut to its codes."""
LOCK_WAIT_SECONDS_MAX = 5
RETRIES_MAX = 8
"""How often one batch is decided again after losing a race before it is handed back."""
