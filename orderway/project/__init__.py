"""The composition root: settings, urls, wiring, the embedded database and the `orderway` command.

Nothing below imports this package; it may import everything.
"""

import os

import django

from orderway.project import environment, keys


def setup(make_keys: bool = True) -> None:
    """Make Django ready, and the keys of this installation where it has none. Touches no database."""
    if make_keys:
        keys.make_keys(environment.data_folder())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orderway.project.settings")
    django.setup()
    from orderway.project import wiring  # noqa: PLC0415 (models can be imported only now)

    wiring.provide()
