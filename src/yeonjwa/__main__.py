"""``python -m yeonjwa``: the same as the command ``yeonjwa``."""

from yeonjwa.cli.main import main

main()
