"""The mailboxes in which buyers' replies arrive, shop by shop.

In: address, server and password of each. Out: all kept, the password encrypted; a reading at once.
Limits: one mailbox a shop; what a reading may take is `ports.mailbox`'s.
"""
