"""The ports: the interfaces of the pipeline to storage, media, recognisers, writers, renderers and a host's
uploads.

Adapters live in `clueso.storage`, `clueso.media`, `clueso.voices`, `clueso.transcription`, `clueso.writing`,
`clueso.rendering` and `clueso.hosts`. They raise only errors of `clueso.errors`. Only `clueso.toolbox`
chooses among them.
"""
