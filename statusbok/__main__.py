"""`python -m statusbok`, the same as the command `statusbok`."""

import sys

from statusbok.cli import main

sys.exit(main())
