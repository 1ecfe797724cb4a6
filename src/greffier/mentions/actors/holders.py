"""Who holds a title: the person with whom it was told, or the one who is left."""

from __future__ import annotations

from greffier.mentions.actors.entities import Cast, Entity, Held
from greffier.mentions.actors.page import Nominal
from greffier.mentions.actors.titles import Role
from greffier.model import Mention

__all__ = ["agree", "holder", "join_titles", "learn_counterparts", "learn_title", "merge_by_elimination"]

_MOST = 80  # holders of titles that one title is held against: keeps a long text linear
_RECENT = 2  # sentences back in which a named person may be taken up by a title


def learn_title(cast: Cast, nominal: Nominal) -> None:
    """A title with a name beside it is that person's; a plural title with several names gives each its own."""
    if nominal.role is None:
        return
    owners, codes = cast.owners(nominal), list(dict.fromkeys(code for code, _ in nominal.countries))
    for k, name in enumerate(nominal.names):
        own = frozenset({codes[k]}) if len(codes) == len(nominal.names) > 1 else owners
        _give(cast, nominal, name, own)
    if nominal.name is not None and nominal.name.type == "person":
        _give(cast, nominal, nominal.name, owners)


def _give(cast: Cast, nominal: Nominal, name: Mention, owners: frozenset[str]) -> None:
    entity = cast.person(name)
    assert nominal.role is not None
    entity.titles.append(Held(nominal.role, owners, nominal.domain, nominal.former))
    gender = nominal.form.gender if nominal.form is not None else None
    if gender is not None and not nominal.names:
        entity.gender, entity.sure = gender, True
    codes = [owner for owner in owners if len(owner) == 2]
    entity.country = entity.country or (codes[0] if len(codes) == 1 and not nominal.former else None)


def join_titles(cast: Cast) -> None:
    """A title told once with its owner and once without is one title."""
    for person in cast.persons:
        owned = {h.role.family for h in person.titles if h.owners}
        person.titles = [h for h in person.titles if h.owners or h.role.family not in owned]


def learn_counterparts(cast: Cast) -> None:
    """*Le président s'est entretenu avec son homologue zambien*: a bare *le président* is not the Zambian one."""
    abroad: set[str] = set()
    for row in cast.nominals:
        told = [n for n in row if n.role is not None]
        bare = [n.head for n in told if not cast.owners(n) and n.role is not None and n.role.leads]
        for n in told:
            if n.role is not None and n.role.family == "counterpart" and any(head < n.head for head in bare):
                abroad |= cast.owners(n)
    cast.abroad = frozenset(abroad)


def _fits(held: Held, role: Role, owners: frozenset[str], domain: str, former: bool) -> int:
    """How well a title told again fits one that is held: 0 not at all, 3 owner and family agree."""
    if held.role.family != role.family and not _general(held.role, role) and not _general(role, held.role):
        return 0
    if (domain and held.domain and domain != held.domain) or (former and not held.former):
        return 0
    if owners and held.owners:
        return 3 if owners & held.owners else 0
    if "counterpart" in {held.role.family, role.family}:
        return 0  # *son homologue* holds the same office elsewhere: without a country it takes up no title
    return 2 if not owners else 1


def _general(one: Role, other: Role) -> bool:
    """True when `one` is a looser word for `other`: leader for president, minister for foreign minister."""
    if one.family == "leader":
        return other.leads
    if one.family == "counterpart":
        return other.of == "country"
    return one.family == "minister" and other.family.endswith("_minister")


def holder(cast: Cast, n: Nominal) -> Entity | None:
    """The person or unnamed holder of a title that this definite title takes up."""
    role, owners = n.role, cast.owners(n)
    if role is None or n.number == "Plur" or cast.page.titles.has("indefinite", n.determiner):
        return None
    if role.family == "counterpart" and not owners:
        return None
    best: tuple[int, tuple[int, int]] = (0, (-1, -1))
    found: Entity | None = None
    ties = 0
    for entity in _candidates(cast):
        if not owners and role.leads and any(h.owners & cast.abroad for h in entity.titles):
            continue
        fit = max((_fits(h, role, owners, n.domain, n.former) for h in entity.titles), default=0)
        if not fit or (entity.sure and not agree(entity.gender, n.form.gender if n.form else None)):
            continue
        last = _last_seen(entity)
        ties = ties + 1 if fit == best[0] else 0 if fit > best[0] else ties
        if (fit, last) > best:
            best, found = (fit, last), entity
    if best[0] == 1 and ties:
        return None  # two could be meant, neither is known to belong there
    return found or _taken_up(cast, n)


def _candidates(cast: Cast) -> list[Entity]:
    return cast.persons[:_MOST] + cast.unnamed[-_MOST:]


def _last_seen(entity: Entity) -> tuple[int, int]:
    return (entity.nominals[-1].sentence, entity.nominals[-1].head) if entity.nominals else (-1, -1)


def agree(one: str | None, other: str | None) -> bool:
    """True unless two genders are known and differ."""
    return one is None or other is None or one == other


def _taken_up(cast: Cast, n: Nominal) -> Entity | None:
    """A person named just before without a title, when this title is a subject and nobody else could be meant."""
    if not cast.page.token(n.sentence, n.head).dep.startswith("nsubj") or n.former or n.name is not None:
        return None
    recent: list[Entity] = []
    for m, entity in reversed(cast.order):
        if n.sentence - m.sentence > _RECENT:
            break
        if entity.kind == "person" and entity not in recent and m.sentence < n.sentence:
            recent.append(entity)
    if len(recent) != 1 or recent[0].titles or cast.owners(n):
        return None  # "le président biélorusse" is nobody whose country was not told
    told = n.form.gender if n.form else None
    return recent[0] if not recent[0].sure or agree(recent[0].gender, told) else None


def merge_by_elimination(cast: Cast) -> None:
    """One unnamed leader and one person without a title in the whole report: they are the same."""
    unnamed = [e for e in cast.unnamed if any(h.role.leads for h in e.titles)]
    bare = [p for p in cast.persons if not p.titles]
    if len(unnamed) != 1 or len(bare) != 1 or len(cast.persons) != 1 or not agree(unnamed[0].gender, bare[0].gender):
        return
    holder, person = unnamed[0], bare[0]
    if any(h.owners for h in holder.titles) or _meet(holder, person):
        return  # "Macron a reçu le roi", "Poutine … le président biélorusse": two
    person.titles, person.gender = holder.titles, person.gender or holder.gender
    person.said += [s for s in holder.said if s not in person.said]
    person.nominals = sorted(person.nominals + holder.nominals, key=lambda m: (m.sentence, m.head))
    for key, entity in cast.of_nominal.items():
        if entity is holder:
            cast.of_nominal[key] = person
    cast.order = [(n, person if e is holder else e) for n, e in cast.order]


def _meet(one: Entity, other: Entity) -> bool:
    """One sentence tells of both."""
    return bool({n.sentence for n in one.nominals} & {n.sentence for n in other.nominals})
