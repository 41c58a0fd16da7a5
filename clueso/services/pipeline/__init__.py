"""The steps of a project: handing out, claiming, ending, retrying and sweeping them, and what
follows from their ends.
"""
