"""What stands before every view: who calls, how often, with what body, under which headers, and how errors
are answered.
"""
