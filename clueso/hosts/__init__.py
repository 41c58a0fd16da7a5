"""Adapters of the HostUploads port: they look up uploads in the application that Clueso is added to."""
