"""How Hypothesis runs here: it asserts no time, which another process on the machine could take, and keeps no examples."""

from hypothesis import HealthCheck, settings

settings.register_profile("unit", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unit")
