"""What says something about the dataset: ontology, shapes, description, vocabulary."""
