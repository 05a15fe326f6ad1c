"""What rows of a file refer to by code: read once a file instead of once a row."""

from __future__ import annotations

from functools import cached_property

from orderway.records.models import Carrier, Shop, Sku, Warehouse


class Known:
    """Ids by code, each kind read when it is first asked for."""

    @cached_property
    def shops(self) -> dict[str, int]:
        """Every shop."""
        return dict(Shop.objects.values_list("code", "pk"))

    @cached_property
    def skus(self) -> dict[str, int]:
        """Every SKU."""
        return dict(Sku.objects.values_list("code", "pk"))

    @cached_property
    def warehouses(self) -> dict[str, int]:
        """Every warehouse."""
        return dict(Warehouse.objects.values_list("code", "pk"))

    @cached_property
    def currencies(self) -> dict[str, str]:
        """The currency of every warehouse."""
        return dict(Warehouse.objects.values_list("code", "currency"))

    @cached_property
    def carriers(self) -> dict[str, int]:
        """Every carrier."""
        return dict(Carrier.objects.values_list("code", "pk"))
