"""`python -m clueso_client` is the command `clueso`."""

from clueso_client.command import main

main()
