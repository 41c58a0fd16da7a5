"""The jobs that RQ runs: the steps of the pipeline. No HTTP here."""
