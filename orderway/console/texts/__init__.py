"""Text messages: the accesses to gateways, what was sent and what came of it.

In: access data, templates letter by letter, quiet hours. Out: both kept, secrets encrypted; a trial message on request.
"""
