"""What the web server serves."""

from app import logs
from app.factory.web import create_app

# Whatever serves this: its lines are ours, and hold nothing of anybody.
logs.set_up("web")
app = create_app()
