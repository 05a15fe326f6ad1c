"""EDI: interchanges taken from partners and outside warehouses, answered, and ours made, kept and sent.

In: the bytes that a folder, the API or `orderway import` brings; messages of the outbox (`edi.*`, `wms.*`). Out:
messages of the inbox, acknowledgements, documents in the partner's folder or at its address. Limits stand in the files.
"""
