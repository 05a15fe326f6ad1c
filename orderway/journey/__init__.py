"""The map of the journey: the stages in their order. Each is a package; none imports another.

intake   a message becomes an order, exactly once
check    buyer, address, goods, amounts: complete and consistent
promise  stock is reserved at once, or waited for in fair order
confirm  open questions are answered by the buyer
review   money is there; people have seen what rules say they must
source   which warehouses ship what, at the least cost
release  the second check, and the warehouse is told
pick     waves, the walk, scans, short picks
pack     the right box, checked by scan and weight
ship     labels, hand-over, what the channel is told
track    scans and carriers' events, the parcel to the door
settle   invoices; in the end personal data are erased (`flow.settle` closes the order)
returns  what comes back, and what is paid back
survey   what the buyer says
"""
