"""For those who run Clueso: health, metrics, and rq-dashboard behind the operators' password."""
