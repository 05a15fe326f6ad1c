"""Decision tables that staff edit: pure, compiled once, fired over a batch of facts.

In: a `Table` of cells as people write them and plain facts (numbers, texts, flags, lists of texts). Out: the rows that
fire, in order. Cells have a small language of their own (`cell`): it knows no loop, no range, no call beyond an
allow-list and no division by what may be zero, so evaluation is bounded by the size of the table. This is the only
package that knows the rules library (zen-engine).
"""
