"""Links: pages with the released parts of a project, for people without an account."""
