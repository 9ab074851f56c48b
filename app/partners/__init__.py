"""Outside systems, one folder each for both directions. A partner's words stay in its folder."""
