"""Small tasks, each of which needs one part of the cell. One module per chapter."""
