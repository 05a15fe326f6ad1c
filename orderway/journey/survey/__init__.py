"""Survey: buyers are asked once, some time after delivery, how it was; kept beside shop, warehouse and carrier.

In: delivered orders of shops that may write to their buyers. Out: rows of `survey` and messages of topic `survey`.
"""
