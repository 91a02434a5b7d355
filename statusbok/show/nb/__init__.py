"""The bokmål catalogue: labels, the words of the page, and one module of sentences per chapter."""
