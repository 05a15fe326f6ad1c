"""What the hourly audit of the books found broken: a company-wide alarm on the board and over the queues, and its page.

In: the alarms of `insight`. Nothing here mends anything; a person says that they know and what they do about it.
"""
