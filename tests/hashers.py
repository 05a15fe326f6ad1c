"""Argon2 as the product has it, but at its least: tests are about who may log in, not about what guessing costs."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Understood by the product's own hasher: the parameters stand in each hash."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
