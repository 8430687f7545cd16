"""What the code says, opens and fills by name. tests/test_check.py reads the code, and fails when this has drifted."""

from __future__ import annotations

INTENTS_ANSWERED = ("greet", "thank", "bot_challenge", "ask_privacy", "insult", "out_of_scope", "express_hope",
                    "express_distress", "express_anger", "ask_help")     # action_reply: a reply of the intent's name
NEEDS = ("need_shelter", "need_health", "need_food", "need_work", "need_school", "need_family", "need_papers",
         "need_other")
EXERCISES = ("lifeline", "tree", "talents", "chairs", "ladder")
DANGERS = ("violence", "exploitation", "child", "medical", "other")
HARD_OUTCOMES = ("yes", "no", "rather_not", "safe", "unsafe", "still_here")
SAFETY = tuple([*(f"danger_sure_{kind}" for kind in DANGERS), "danger_maybe", "crisis_sure", "crisis_maybe",
                *(f"{kind}_{outcome}" for kind in ("crisis", "danger") for outcome in HARD_OUTCOMES)])

# Reply of the script -> what the code puts into its placeholders.
REPLIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys([*INTENTS_ANSWERED, *NEEDS, *(f"exercise_{name}" for name in EXERCISES)], ()),
    **dict.fromkeys(SAFETY, ("lines",)),
    **dict.fromkeys((
        "skip", "skip_nothing", "go_back", "go_back_start", "ask_repeat", "pause", "goodbye", "dont_know",
        "dont_know_again", "not_understood", "past_choice", "not_today", "no_deeper", "welcome_back", "after_end",
        "start_over_done", "forget_done", "forget_kept", "affirm_outside", "deny_outside", "told_outside",
        "ask_legal", "share_rumour", "law_maybe", "law_letter", "need_nothing_found", "exercise_done",
        "exercise_which", "ask_goal_none", "ask_reminder", "report_progress", "report_setback", "tell_goal_outside",
        "goal_date_past", "options_list_lead", "options_seen_all", "options_later", "option_heavy",
        "leaning_not_decided", "crisis_go_on", "danger_go_on", "error", "empty_text", "too_long", "emoji_only",
        "unsupported_language"), ()),
    "ask_help": ("options",), "ask_goal": ("goal",),
    "choose_option": ("option",), "option_seen": ("option",), "leaning_decided": ("option",),
    "fifth": ("quote",), "referrals": ("lines",), "options_four": ("lines",), "overview": ("lines",),
    "law_maybe_again": ("names",), "talk_to_human": ("lines",), "change_language_known": ("language",),
    "change_language_unknown": ("languages",), "change_language_which": ("languages",), "closing_end": ("summary",),
    "closing_end_short": ("summary",),
}
# Written already, said by no code yet.
AWAITED: dict[str, str] = {}

PHASE_SERIES = ("welcome", "help_question", "motives", "options", "option", "option_check", "options_after", "goal",
                "goal_step", "goal_order", "closing")
EXERCISE_SERIES = ("lifeline", "tree", "talents")
DETOURS = ("widen_papers", "place_fifth")
INTERLUDES = ("crisis_ask", "crisis_now", "crisis_after", "danger_ask", "danger_now", "danger_after", "law_meaning",
              "rumour_meaning", "distress_check", "distress_small", "anger_check", "urgent_need", "need_effect",
              "option_now", "forget_confirm", "start_over_confirm", "exercise_which", "resume")
SERIES = (*PHASE_SERIES, *EXERCISE_SERIES, *DETOURS, *INTERLUDES)
SHORT_PATH = ("welcome", "help_question", "motives", "goal_step", "closing")     # the talk of ten minutes

# Questions that the code knows by name.
STEPS = ("welcome.moment", "help_question.request", "motives.dream", "motives.gained", "motives.lost",
         "motives.talents", "motives.support", "options.consent", "options.overview", "options.pick", "option.brings",
         "option.costs", "option.feeling", "option_check.check", "options_after.pros_cons", "options_after.plan_b",
         "options_after.leaning", "place_fifth.under", "goal.want", "goal.reword", "goal.reword_smaller",
         "goal.by_when", "goal_step.what", "goal_step.owner", "goal_step.helper", "goal_step.if_then",
         "goal_step.more", "goal_order.first", "goal_order.next", "closing.last_time", "closing.what_next")
ORDER_STEPS = ("goal_order.first", "goal_order.next")       # their buttons are the client's own steps

# Series -> what the code puts into the placeholders of its questions, beside answers that `when` asks for.
STEP_VALUES = {"goal_step": ("item",), "option": ("option",), "option_check": ("option", "check")}
ITEM_STEP = "goal_step.what"        # gives {item}, so it cannot quote it
LABEL_VALUES = {
    "source_year": ("year",), "checked": ("date",), "linked_to": ("authority",), "page_delete_one": ("what",),
    "page_edit_one": ("what",), "page_talk_of": ("when",), "page_ladder_helper": ("helper",),
    "page_directory_count": ("count",), "page_directory_web_languages": ("languages",),
    "tg_intro": ("days", "months"), "tg_step_what": ("step",), "tg_step_done": ("step",), "tg_step_ask": ("number",),
    "tg_remind_menu": ("begin", "end"), "tg_remind_planned": ("day",), "tg_remind_goal_planned": ("day",),
    "tg_remind_set": ("day",), "tg_remind_goal_set": ("day",), "tg_check_in": ("goal",),
    "tg_goal_date_message": ("goal",), "tg_mydata_earlier": ("number",), "tg_mydata_kept_how": ("days", "months"),
    "tg_human_contact": ("contact",),
    "rehearsal_age": ("age",), "rehearsal_lines": ("count",), "rehearsal_replay_changed": ("lines",),
    "rehearsal_kinds": ("count", "of"), "rehearsal_questions": ("open", "closed"),
    "rehearsal_tired": ("line",),
    "rehearsal_closed_questions": ("open", "closed"), "rehearsal_reflections": ("reflections", "questions"),
    **dict.fromkeys(("rehearsal_options_alike", "rehearsal_options_uneven", "rehearsal_options_untouched"),
                    ("legal_stay", "onward_migration", "return", "stay_without_status")),
    **dict.fromkeys([f"rehearsal_{kind}{move}" for kind in ("", "next_") for move in (
        "give_verdict", "give_advice", "push_option", "comfort_away", "abuse")], ("line",)),
    "rehearsal_well_told": ("line",), "rehearsal_well_trust": ("line",), "rehearsal_well_tried": ("count",),
    "rehearsal_next_open": ("open", "closed"), "rehearsal_next_reflect": ("reflections", "questions"),
    "rehearsal_next_untold": ("count",),
}
