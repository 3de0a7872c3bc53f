"""What describes the dataset: ontology, shapes, description, vocabulary."""
