"""What we ask of the outside world, as Protocols and plain structs; adapters answer them, one file each."""
