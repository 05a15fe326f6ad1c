"""Pages of money: payments without an order, days by gateway, access to gateways, what is settled before release."""
