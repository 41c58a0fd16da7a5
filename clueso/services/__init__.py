"""Use cases, shared by the API, the jobs and the command line. Only services query and commit."""
