"""Template tags of the traffic with platforms."""
