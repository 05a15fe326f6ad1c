"""What Orderway costs, measured: each figure beside a floor of the same run, on tables of its own.

`ground` lays an empty company into a data folder (or schema) of its own, `meters` count CPU, `floors` are the limit and
the fed rate, `flow`, `hot`, `ack` and `lists` are the benches behind `orderway bench`.
"""
