"""The rules: enums, frozen values, pure functions, contracts. No I/O, no clock, no framework."""
