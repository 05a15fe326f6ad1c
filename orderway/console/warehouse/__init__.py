"""The warehouse's desk: what is to pick, pack and hand over, by its deadline; waves; stops to answer.

In: fulfilments that are open in the reader's warehouses. The handheld's pages belong to the stages pick, pack and ship.
"""
