"""The command line of this checkout: the same program as the installed command `termbank`."""

from termbank.cli import main

main()
