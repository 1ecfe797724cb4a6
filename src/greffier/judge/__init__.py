"""What people decide: judgements added, played over what the machine reads, carried over when texts or words change."""

from greffier.judge.folding import DIFFER
from greffier.judge.following import subjects_of
from greffier.judge.history import history, standings
from greffier.judge.judging import Judge, accept, add_entry, correct, last_of, nothing, reject, undo
from greffier.judge.pairs import Pairs, judge_actors, judge_events, pairs_of
from greffier.judge.recalling import as_known
from greffier.judge.replay import Shown, Standing, live, replay
from greffier.judge.rereading import Changes, add_report, read_again, unread
from greffier.judge.scene import Scene, by_author, scene_of
from greffier.judge.settling import settle

__all__ = [
    "DIFFER",
    "Changes",
    "Judge",
    "Pairs",
    "Scene",
    "Shown",
    "Standing",
    "accept",
    "add_entry",
    "add_report",
    "as_known",
    "by_author",
    "correct",
    "history",
    "judge_actors",
    "judge_events",
    "last_of",
    "live",
    "nothing",
    "pairs_of",
    "read_again",
    "reject",
    "replay",
    "scene_of",
    "standings",
    "settle",
    "subjects_of",
    "undo",
    "unread",
]
