"""How fast the product is, beside a floor measured in the same run; run by `make bench`."""
