"""Reports, and the files that lists are taken along as."""
