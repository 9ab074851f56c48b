"""Ways of taking money, one folder each, behind the contract ``Gateway`` of the domain."""
