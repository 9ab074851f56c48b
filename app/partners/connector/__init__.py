"""The InTouch Connector: a hub that keeps people, prospects and members, and speaks XML."""
