"""Tables that leave the house: reports, and the files that any list can be taken along as."""
