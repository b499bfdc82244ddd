"""`python -m commonground` is the same as the `commonground` command."""

from commonground.cli import main

if __name__ == "__main__":
    main()
