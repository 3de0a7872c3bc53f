"""The data folder: what its tables are, how they are read, checked and formatted."""
