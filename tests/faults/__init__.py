"""The ledger of mails under faults: real servers, real workers, real SMTP, real SIGKILL.

`make faults` runs all of it; test_faults.py runs a short version with the other tests.
"""
