"""What leaves the house: messages that did not arrive and wait for a person, and the practice mailbox.

In: the outbox as the relay left it. Letters stand here without their links and without the buyer's name or address.
"""
