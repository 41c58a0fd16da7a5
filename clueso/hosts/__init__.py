"""Adapters of the HostUploads port.

They look up uploads in the host application to which Clueso was added.
"""
