"""What stands between clients and the threads of a web process: nobody's slowness holds a thread."""
