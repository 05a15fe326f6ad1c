"""What can go wrong with the embedded server, worded for the person who has to mend it."""


class EmbeddedServerError(Exception):
    """The embedded database could not be used; the message says why and what to do, in one line."""
