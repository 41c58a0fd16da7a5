"""The steps of the pipeline: their kinds, their states, and what a person sees of them."""
