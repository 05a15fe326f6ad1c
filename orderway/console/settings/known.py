"""What rows of a file refer to by code: read once a file instead of once a row."""

from __future__ import annotations

from functools import cached_property

from orderway.records.models import BundlePart, Carrier, Shop, Sku, Warehouse


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

    @cached_property
    def bundles(self) -> set[str]:
        """The codes of SKUs that are bundles; rows of a file add theirs."""
        return set(BundlePart.objects.values_list("bundle__code", flat=True))

    @cached_property
    def parts(self) -> set[str]:
        """The codes of SKUs that are components of bundles; rows of a file add theirs."""
        return set(BundlePart.objects.values_list("part__code", flat=True))
