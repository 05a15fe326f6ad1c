"""`python -m orderway.project` is the `orderway` command; child processes are started this way."""

import sys

from orderway.project.cli import main

if __name__ == "__main__":
    sys.exit(main())
