"""Mails that come in: read, told apart, filed once; never answered by a machine."""
