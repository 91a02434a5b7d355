"""A local server that behaves as the open-data services do: for tests, and for learning the loaders."""
