"""What templates say things with: filters for money, days, times and zones. Not here: the words.

{{ offer.each|money }}           NOK 4,200
{{ order.hold_until|moment(zone) }}  Tuesday 4 March 2031, 09:00 CET
{{ meeting.starts_at|span(meeting.ends_at, zone) }}  Tuesday 4 March 2031, 09:00–16:00 CET
{{ class.starts_at|run(class.ends_at, zone) }}   4–6 Mar 2031, from 09:00 CET on the first day
{{ class.starts_at|days(class.ends_at, zone) }}  4–6 Mar 2031
{{ deadline|day }}               Tuesday 4 March 2031
{{ item.label|line }}            what a line of a bill is called: ours is a voucher's alone
{{ zone|zone }}                  Central European Time (Oslo)
"""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from app.domain import wording
from app.domain.class_wording import say_who
from app.domain.discount import say_label
from app.domain.order import say_state
from app.domain.reason import own_words
from app.domain.said import one_of, together
from app.parts import Parts
from app.web.site import Site


def build(parts: Parts, site: Site) -> Blueprint:
    """Return a blueprint without pages that gives every template its filters."""
    del parts, site  # every web module is built alike
    blueprint = Blueprint("language", __name__)
    blueprint.add_app_template_filter(wording.say_money, "money")
    blueprint.add_app_template_filter(say_state, "state")
    blueprint.add_app_template_filter(own_words, "reason")
    blueprint.add_app_template_filter(say_label, "line")
    blueprint.add_app_template_filter(wording.say_tax, "tax")
    blueprint.add_app_template_filter(wording.name_tax, "tax_name")
    blueprint.add_app_template_filter(say_who, "who_has_it")
    blueprint.add_app_template_filter(wording.say_day, "day")
    blueprint.add_app_template_filter(wording.say_short_day, "short_day")
    blueprint.add_app_template_filter(wording.say_month, "month")
    blueprint.add_app_template_filter(wording.say_moment, "moment")
    blueprint.add_app_template_filter(wording.say_until, "until")
    blueprint.add_app_template_filter(wording.say_hours, "hours")
    blueprint.add_app_template_filter(wording.say_span, "span")
    blueprint.add_app_template_filter(wording.say_run, "run")
    blueprint.add_app_template_filter(wording.say_days, "days")
    blueprint.add_app_template_filter(wording.say_zone, "zone")

    @blueprint.record_once
    def give_templates(state: BlueprintSetupState) -> None:
        state.app.jinja_env.globals |= {"one_of": one_of, "together": together}

    return blueprint
