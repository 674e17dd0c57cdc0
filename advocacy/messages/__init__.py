"""Mails to people: what is due, claimed once, sent at most once."""
