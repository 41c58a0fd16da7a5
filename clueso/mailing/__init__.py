"""The adapters of the Mailer port: an SMTP server, and in development a folder."""
