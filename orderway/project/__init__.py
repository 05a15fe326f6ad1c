"""The composition root: settings, urls, wiring, the embedded database and the `orderway` command.

Nothing below imports this package; it may import everything.
"""

import os

import django


def setup() -> None:
    """Make Django ready. Touches no database; a second call does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orderway.project.settings")
    django.setup()
