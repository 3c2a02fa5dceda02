"""`python -m termbank`: the same program as the installed command `termbank`."""

from termbank.cli import main

if __name__ == "__main__":
    main()
