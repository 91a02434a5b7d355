"""Open services on the network: one module for each, all of them through the one client in `http`.

Nothing here knows the record; `statusbok.update` brings the two together.
"""
