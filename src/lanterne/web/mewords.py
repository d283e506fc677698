"""What the runner's page and the answers to texts say, in the languages of the field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

TONGUES: Final = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français"}
"""By code, what each language calls itself; the first is spoken where none of them is asked for."""

_TEXTS: Final[dict[str, tuple[str, str, str, str]]] = {
    "number": ("Number", "Startnummer", "Dorsal", "Dossard"),
    "code": ("Code", "Code", "Código", "Code"),
    "who": (
        "Did you stop, do you need a ride, or help? Your number and the code on its back, please.",
        "Aufgehört? Brauchst du Mitfahrt oder Hilfe? Bitte Startnummer und Code von ihrer Rückseite.",
        "¿Has parado, necesitas transporte o ayuda? Tu dorsal y el código de su reverso, por favor.",
        "Arrêté ? Il vous faut un transport ou de l'aide ? Votre dossard et le code au dos.",
    ),
    "go_on": ("Go on", "Weiter", "Seguir", "Continuer"),
    "back": ("No, go back", "Nein, zurück", "No, volver", "Non, retour"),
    "danger": (
        "In danger? Call {number} first.",
        "In Gefahr? Ruf zuerst {number} an.",
        "¿Peligro? Llama primero al {number}.",
        "En danger ? Appelez d'abord le {number}.",
    ),
    "emergency": (
        "the emergency number",
        "den Notruf",
        "número de emergencias",
        "numéro d'urgence",
    ),
    "wrong": (
        "That number and code do not go together. Please look once more at the back of your number.",
        "Nummer und Code passen nicht zusammen. Bitte sieh noch einmal auf der Rückseite nach.",
        "Ese dorsal y ese código no van juntos. Mira otra vez el reverso de tu dorsal.",
        "Ce dossard et ce code ne vont pas ensemble. Regardez encore au dos de votre dossard.",
    ),
    "wait": (
        "Too many tries. Please wait {wait_s} s, or tell any volunteer: they can say it for you.",
        "Zu viele Versuche. Bitte warte {wait_s} s, oder sag es einem Helfer: der kann es für dich melden.",
        "Demasiados intentos. Espera {wait_s} s o díselo a un voluntario: puede avisar por ti.",
        "Trop d'essais. Attendez {wait_s} s, ou dites-le à un bénévole : il peut le dire pour vous.",
    ),
    "not_kept": (
        "We could not keep that just now. Press again, or tell any volunteer.",
        "Das konnten wir gerade nicht festhalten. Drück noch einmal, oder sag es einem Helfer.",
        "Ahora no hemos podido guardarlo. Pulsa otra vez o díselo a un voluntario.",
        "Nous n'avons pas pu le noter. Appuyez encore, ou dites-le à un bénévole.",
    ),
    "told_stopped": (
        "Thank you. We know that you stopped and are safe. Get home well.",
        "Danke. Wir wissen, dass du aufgehört hast und in Sicherheit bist. Komm gut heim.",
        "Gracias. Sabemos que has parado y estás a salvo. Buen regreso a casa.",
        "Merci. Nous savons que vous avez arrêté et que tout va bien. Bon retour.",
    ),
    "told_ride": (
        "We have asked for a ride for you. Stay off the road, where crews can see you.",
        "Wir haben für dich eine Mitfahrt angefragt. Bleib neben der Straße, wo man dich sieht.",
        "Hemos pedido transporte para ti. Quédate fuera de la calzada, donde te vean.",
        "Nous avons demandé un transport pour vous. Restez hors de la route, là où on vous voit.",
    ),
    "told_help": (
        "Your call for help has gone to race control. Stay where you are, and tell whoever is nearest.",
        "Dein Hilferuf ist bei der Rennleitung. Bleib, wo du bist, und sag es jemandem in der Nähe.",
        "Tu petición de ayuda está en control de carrera. Quédate ahí y avisa a quien tengas cerca.",
        "Votre appel est arrivé à la direction de course. Restez là et prévenez quelqu'un près de vous.",
    ),
    "told_going": (
        "Thank you. We count you as on your way again.",
        "Danke. Du zählst wieder als unterwegs.",
        "Gracias. Contamos con que sigues en carrera.",
        "Merci. Nous vous comptons de nouveau en course.",
    ),
    "told_where": (
        "Thank you. We have put down where you are.",
        "Danke. Wir haben notiert, wo du bist.",
        "Gracias. Hemos anotado dónde estás.",
        "Merci. Nous avons noté où vous êtes.",
    ),
    "no_where": (
        "We could not read a place in that. Choose a station, or write a mark or a street.",
        "Das konnten wir nicht als Ort lesen. Wähle eine Station, oder schreib eine Marke oder Straße.",
        "No hemos entendido el lugar. Elige un puesto o escribe una marca o una calle.",
        "Nous n'avons pas compris l'endroit. Choisissez un poste, ou écrivez un repère ou une rue.",
    ),
    "said_stopped": (
        "At {at} you told us: I stopped, I am safe, going home.",
        "Um {at} hast du uns gesagt: aufgehört, in Sicherheit, auf dem Heimweg.",
        "A las {at} nos dijiste: he parado, estoy a salvo, vuelvo a casa.",
        "À {at} vous nous avez dit : j'ai arrêté, tout va bien, je rentre.",
    ),
    "said_ride": (
        "Waiting for a ride since {at}.",
        "Du wartest seit {at} auf eine Mitfahrt.",
        "Esperas transporte desde las {at}.",
        "Vous attendez un transport depuis {at}.",
    ),
    "said_help": (
        "You called for help at {at}.",
        "Du hast um {at} um Hilfe gerufen.",
        "Pediste ayuda a las {at}.",
        "Vous avez appelé à l'aide à {at}.",
    ),
    "where_said": ("Where: {place}.", "Wo: {place}.", "Dónde: {place}.", "Où : {place}."),
    "where_unsaid": (
        "We do not know where: please tell us.",
        "Wir wissen nicht, wo: bitte sag es uns.",
        "No sabemos dónde: dínoslo, por favor.",
        "Nous ne savons pas où : dites-le-nous.",
    ),
    "on_its_way": (
        "{vehicle} is on its way to you.",
        "{vehicle} ist auf dem Weg zu dir.",
        "{vehicle} va de camino hacia ti.",
        "{vehicle} est en route vers vous.",
    ),
    "will_fetch": (
        "{vehicle} has you on its list.",
        "{vehicle} hat dich auf der Liste.",
        "{vehicle} te tiene en su lista.",
        "{vehicle} vous a sur sa liste.",
    ),
    "likely": (
        "Likely there about {at}; it may be later.",
        "Wohl gegen {at} da; es kann später werden.",
        "Llegará probablemente hacia las {at}; puede ser más tarde.",
        "Sans doute là vers {at} ; cela peut être plus tard.",
    ),
    "no_time": (
        "We cannot say yet when.",
        "Wann, können wir noch nicht sagen.",
        "Aún no podemos decir cuándo.",
        "Nous ne pouvons pas encore dire quand.",
    ),
    "nobody_yet": (
        "Nobody has it yet; stay where people see you, and tell any volunteer.",
        "Noch hat es niemand übernommen; bleib, wo man dich sieht, und sag es einem Helfer.",
        "Todavía no lo tiene nadie; quédate donde te vean y díselo a un voluntario.",
        "Personne ne l'a encore pris ; restez là où l'on vous voit et dites-le à un bénévole.",
    ),
    "in_hand": (
        "Race control has seen it and has it in hand.",
        "Die Rennleitung hat es gesehen und kümmert sich.",
        "El control de carrera lo ha visto y se ocupa.",
        "La direction de course l'a vu et s'en occupe.",
    ),
    "not_seen": (
        "Nobody has taken it up yet. Do not wait for us alone: tell whoever is nearest.",
        "Noch hat es niemand übernommen. Verlass dich nicht nur auf uns: sag es jemandem in der Nähe.",
        "Todavía no lo atiende nadie. No dependas solo de nosotros: avisa a quien tengas cerca.",
        "Personne ne s'en occupe encore. Ne comptez pas que sur nous : prévenez quelqu'un près de vous.",
    ),
    "looks_again": (
        "As of {at}. This page looks again every minute.",
        "Stand {at}. Diese Seite sieht jede Minute neu nach.",
        "Situación a las {at}. Esta página se actualiza cada minuto.",
        "Situation à {at}. Cette page se met à jour chaque minute.",
    ),
    "ended": (
        "Your request was ended at {at} by what others said. Do you still need somebody? Ask again.",
        "Deine Anfrage wurde um {at} von anderen beendet. Brauchst du noch jemanden? Frag noch einmal.",
        "Otros cerraron tu petición a las {at}. ¿Aún necesitas a alguien? Pide de nuevo.",
        "Votre demande a été close à {at} par d'autres. Encore besoin de quelqu'un ? Redemandez.",
    ),
    "last_seen": (
        "Last seen at {place} at {at}, {age}.",
        "Zuletzt gesehen: {place} um {at}, {age}.",
        "Visto por última vez: {place} a las {at}, {age}.",
        "Vu en dernier : {place} à {at}, {age}.",
    ),
    "ago_min": ("{minutes} min ago", "vor {minutes} min", "hace {minutes} min", "il y a {minutes} min"),
    "ago_h": (
        "{hours} h {minutes} min ago",
        "vor {hours} h {minutes} min",
        "hace {hours} h {minutes} min",
        "il y a {hours} h {minutes} min",
    ),
    "never_seen": (
        "We have not seen you yet.",
        "Wir haben dich noch nicht gesehen.",
        "Aún no te hemos visto.",
        "Nous ne vous avons pas encore vu.",
    ),
    "in_vehicle": (
        "You are noted aboard {vehicle} since {at}.",
        "Du bist seit {at} an Bord von {vehicle} vermerkt.",
        "Consta que vas a bordo de {vehicle} desde las {at}.",
        "Vous êtes noté à bord de {vehicle} depuis {at}.",
    ),
    "finished": (
        "You have finished. Well done.",
        "Du bist im Ziel. Gut gemacht.",
        "Has llegado a meta. Enhorabuena.",
        "Vous avez terminé. Bravo.",
    ),
    "with_medical": (
        "You are noted as with our medical team.",
        "Du bist bei unserem Sanitätsteam vermerkt.",
        "Consta que estás con nuestro equipo médico.",
        "Vous êtes noté auprès de notre équipe médicale.",
    ),
    "unresolved": (
        "We do not know just now where you are: please tell us.",
        "Wir wissen gerade nicht, wo du bist: bitte sag es uns.",
        "Ahora no sabemos dónde estás: dínoslo, por favor.",
        "Nous ne savons pas où vous êtes : dites-le-nous.",
    ),
    "reading": (
        "We are just reading the race again; what you say is kept.",
        "Wir lesen das Rennen gerade neu ein; was du sagst, wird festgehalten.",
        "Estamos leyendo la carrera de nuevo; lo que digas se guarda.",
        "Nous relisons la course ; ce que vous dites est gardé.",
    ),
    "sure_stopped": (
        "You have stopped, you are safe, and go home by yourself. Nobody of ours will look for you any more.",
        "Aufgehört, in Sicherheit, auf eigenem Heimweg: niemand von uns sucht dich dann noch.",
        "Has parado, estás a salvo y vuelves a casa por tu cuenta. Ninguno de nosotros te buscará más.",
        "Vous avez arrêté, tout va bien, vous rentrez vous-même. Nous ne vous chercherons plus.",
    ),
    "yes_stopped": (
        "Yes, I stopped and am safe",
        "Ja, aufgehört und in Sicherheit",
        "Sí, he parado y estoy a salvo",
        "Oui, j'ai arrêté et tout va bien",
    ),
    "ask_where": (
        "Where are you? Wait where crews can see you, off the road.",
        "Wo bist du? Warte neben der Straße, wo man dich sieht.",
        "¿Dónde estás? Espera donde te vean, fuera de la calzada.",
        "Où êtes-vous ? Attendez hors de la route, là où l'on vous voit.",
    ),
    "nearest": ("Nearest station", "Nächste Station", "Puesto más cercano", "Poste le plus proche"),
    "unknown": ("I do not know", "Weiß ich nicht", "No lo sé", "Je ne sais pas"),
    "mark_mi": (
        "Or the last mile mark you passed, or the street",
        "Oder die letzte Meilenmarke, oder die Straße",
        "O la última milla que pasaste, o la calle",
        "Ou le dernier mile passé, ou la rue",
    ),
    "mark_km": (
        "Or the last km mark you passed, or the street",
        "Oder die letzte Kilometermarke, oder die Straße",
        "O el último km que pasaste, o la calle",
        "Ou le dernier km passé, ou la rue",
    ),
    "ask_ride": ("Ask for a ride", "Um Mitfahrt bitten", "Pedir transporte", "Demander un transport"),
    "say_where": ("Say where I am", "Sagen, wo ich bin", "Decir dónde estoy", "Dire où je suis"),
    "going": (
        "That is no longer so: I am still going",
        "Das gilt nicht mehr: ich laufe weiter",
        "Ya no es así: sigo en carrera",
        "Ce n'est plus le cas : je continue",
    ),
    "help": ("Help", "Hilfe", "Ayuda", "À l'aide"),
    "help_means": (
        "One press tells race control that you need somebody now.",
        "Ein Druck sagt der Rennleitung, dass du jetzt jemanden brauchst.",
        "Una pulsación avisa al control de que necesitas a alguien ya.",
        "Un appui dit à la direction qu'il vous faut quelqu'un maintenant.",
    ),
    "ride": ("I need a ride", "Ich brauche eine Mitfahrt", "Necesito transporte", "Il me faut un transport"),
    "stopped": (
        "I stopped, I am safe, going home",
        "Aufgehört, in Sicherheit, auf dem Heimweg",
        "He parado, estoy a salvo, vuelvo a casa",
        "J'ai arrêté, tout va bien, je rentre",
    ),
    "to_whom": (
        "What you say here goes to race control. Your family hears at the family desk only, as you allowed.",
        "Was du sagst, geht an die Rennleitung; an deine Familie nur am Familienschalter, wie erlaubt.",
        "Lo que digas va al control de carrera; a tu familia, solo en su mostrador y si lo permitiste.",
        "Ce que vous dites va à la direction ; à la famille, au point famille seulement, si permis.",
    ),
    "how_sms": (
        "Write STOP, RIDE, HELP or GO, then your bib and the code on its back, like STOP 412 CODE.",
        "Schreib STOPP, ABHOLEN, HILFE oder WEITER, dann Startnummer und Code, wie STOPP 412 CODE.",
        "Escribe ALTO, RECOGIDA, AYUDA o SIGO, luego dorsal y código, como ALTO 412 CODIGO.",
        "Écrivez ARRET, VOITURE, AIDE ou CONTINUE, puis dossard et code, comme ARRET 412 CODE.",
    ),
}


@cache
def words(tongue: str) -> Mapping[str, str]:
    """All texts in one language, by name."""
    column = list(TONGUES).index(tongue)
    return {name: row[column] for name, row in _TEXTS.items()}


def tongue_of(chosen: str, accepted: str) -> str:
    """The language to speak: the one chosen, else the one liked best by an Accept-Language header."""
    if chosen in TONGUES:
        return chosen
    weights: dict[str, float] = {}
    for one in accepted.split(","):
        tag, _, weight = one.partition(";")
        tongue = tag.strip().lower().partition("-")[0]
        if tongue in TONGUES:
            weights.setdefault(tongue, _weight(weight))
    best = max(weights, key=weights.__getitem__, default="")
    return best if weights.get(best, 0.0) > 0.0 else next(iter(TONGUES))


def _weight(said: str) -> float:
    try:
        return float(said.strip().removeprefix("q=") or 1.0)
    except ValueError:
        return 0.0
