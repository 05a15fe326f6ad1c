"""Stock: what lies where, how what is available comes about, what moved; receiving, counting, adjusting.

Every physical change goes through `flow.goods`; safety and bin through `stock.ledger`.
"""
