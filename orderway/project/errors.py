"""What ends a command with one clear line instead of a traceback."""


class CommandError(Exception):
    """The message is the line that a person is shown; it says what is wrong and what to do."""

    exit_code = 2


class BrokenGroundError(CommandError):
    """The ground (database, folder, port) is not as it must be; nothing was wrong with the input."""

    exit_code = 1


class EmbeddedServerError(BrokenGroundError):
    """The embedded database could not be used."""


class DatabaseUnreachableError(BrokenGroundError):
    """The database behind DATABASE_URL does not answer or cannot be used."""


class EnvironmentVariableError(CommandError):
    """An environment variable holds something that it cannot hold."""
