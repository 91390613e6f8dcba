"""`python -m bot` is the `rapport` command."""

from bot.cli import main

if __name__ == "__main__":
    main()
