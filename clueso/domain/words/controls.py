"""The words around the name of a control: "click the Export button", "in das Feld Name"."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from clueso.domain.words.wording import tokens

LONGEST = 6
"""Most words in the name of a control."""
REACH = 6
"""Most words between a verb and the name of its control, if that is not the next one."""

_USING = {
    "en": "click clicks clicked clicking press pressing hit open opening choose select selecting pick tap check uncheck "
    "tick untick toggle enable disable expand find switch turn go head navigate double-click right-click",
    "de": "klick klicke klicken klickt klicks drücke drücken drückt öffne öffnen öffnet wähle wählen wählt tippe tippen "
    "aktiviere aktivieren deaktiviere deaktivieren gehe gehen geht wechsle wechseln markiere markieren schalte schalten",
    "fr": "clique cliquez cliquer appuie appuyez ouvre ouvrez ouvrir choisis choisissez sélectionne sélectionnez coche "
    "cochez décochez active activez désactivez allez va touchez",
    "es": "clic pulsa pulse pulsar presiona presione abre abra abrir elige elija selecciona seleccione marca marque activa "
    "active desactiva ve vaya toca toque",
    "it": "clicca cliccate cliccare clic premi premete apri aprite aprire scegli scegliete seleziona selezionate spunta "
    "attiva attivate disattiva vai andate tocca toccate",
    "nl": "klik klikt klikken druk drukt open opent kies kiest selecteer selecteert tik vink schakel ga gaat",
    "pt": "clique clica clicar pressione prima abra abre abrir escolha escolhe selecione seleciona marque ative desative vá "
    "toque",
}
_FILLING = {
    "en": "type enter write fill put paste set change rename add search drag give scroll",
    "de": "gib geben gebt schreibe schreiben trage tragen trag fülle füllen setze setzen füge fügen ändere ändern ziehe",
    "fr": "saisis saisissez saisir écris écrivez tapez remplissez entrez mettez changez ajoutez collez",
    "es": "escribe escriba introduce introduzca rellena rellene pon ponga cambia cambie añade añada pega",
    "it": "scrivi scrivete digita digitate inserisci inserite compila imposta cambia aggiungi incolla",
    "nl": "typ typt schrijf vul voer zet wijzig verander plak",
    "pt": "digite escreva insira preencha coloque mude altere adicione cole",
}
_BETWEEN = {
    "en": "the a an your this that on to into in onto at up down off back here over now again same then",
    "de": "sie den die das der dem ein einen eine auf in im ins zu zum zur jetzt nun hier dann oben unten rechts links",
    "fr": "le la les l un une sur dans à au aux vers en ici maintenant votre",
    "es": "el la los las un una en sobre a al aquí ahora tu su clic",
    "it": "il lo la i gli le un una su sul sulla in nel nella a al alla qui ora",
    "nl": "de het een op in naar aan nu hier u",
    "pt": "o a os as um uma em no na sobre ao à aqui agora",
}
_NOUNS = {
    "en": "button buttons field box tab menu link list icon checkbox option page item entry toggle switch column card",
    "de": "knopf schaltfläche button feld eingabefeld reiter registerkarte tab menü link liste symbol kästchen option "
    "seite eintrag schalter menüpunkt spalte kachel",
    "fr": "bouton champ onglet menu lien liste icône case option page élément colonne",
    "es": "botón campo pestaña menú enlace lista icono casilla opción página elemento columna",
    "it": "pulsante bottone campo scheda menu link elenco icona casella opzione pagina voce colonna",
    "nl": "knop veld tabblad menu link lijst pictogram vakje optie pagina item kolom",
    "pt": "botão campo aba guia menu link lista ícone caixa opção página item coluna",
}
_CALLED = frozenset(
    "called named labelled labeled saying namens genannt nommé llamado chiamato genaamd chamado".split()
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A place where the name of a control may stand: from the word `first` on, at most up to `end` (exclusive).

    `is_exact` says that it ends there: a noun follows ("button"). `is_used` says that the control is used, and
    not filled with a text.
    """

    first: int
    end: int
    is_exact: bool
    is_used: bool


def openings(words: Sequence[str], language: str) -> list[Opening]:
    """Return the places in a text where a control may be named, in order.

    `words` are the pieces of the text between white space. A name does not go on after a comma or a full stop.
    """
    tongue = language[:2]
    lists = [_words(table, tongue) for table in ("using", "filling", "between", "nouns")]
    using, filling, between, nouns = lists
    keys = ["".join(tokens(word)) for word in words]
    found: list[Opening] = []
    for at, key in enumerate(keys):
        if key in using or key in filling or key in _CALLED:
            first = _after(at + 1, keys, between, words)
            if first is not None:
                found.append(Opening(first, _clause_end(words, first), False, key not in filling))
        if key in nouns:
            verb = _verb_before(at, keys, words, using | filling)
            if verb is not None:
                is_used = keys[verb] in using
                # "the big red Export button": the name begins after the verb or a word between.
                found += [
                    Opening(first, at, True, is_used)
                    for first in range(max(verb + 1, at - LONGEST), at)
                    if first == verb + 1 or keys[first - 1] in between or first == at - 1
                ]
                if not _ends(words[at]) and at + 1 < len(words):
                    found.append(Opening(at + 1, _clause_end(words, at + 1), False, is_used))
    return sorted(found, key=lambda opening: (opening.first, opening.end))


def is_noun(word: str, language: str) -> bool:
    """Return whether a word is a kind of control, such as "button"."""
    return "".join(tokens(word)) in _words("nouns", language[:2])


@cache
def _words(table: str, language: str) -> frozenset[str]:
    lists = {"using": _USING, "filling": _FILLING, "between": _BETWEEN, "nouns": _NOUNS}[table]
    return frozenset(token for word in lists.get(language, "").split() for token in ("".join(tokens(word)),))


def _after(at: int, keys: Sequence[str], between: frozenset[str], words: Sequence[str]) -> int | None:
    """Return the place of the first word that can begin a name; None if the clause ends before."""
    while at < len(keys) and keys[at] in between and not _ends(words[at]):
        at += 1
    return at if at < len(keys) and not (at and _ends(words[at - 1])) else None


def _verb_before(at: int, keys: Sequence[str], words: Sequence[str], verbs: frozenset[str]) -> int | None:
    for back in range(at - 1, max(-1, at - 1 - REACH - LONGEST), -1):
        if _ends(words[back]):
            return None
        if keys[back] in verbs:
            return back
    return None


def _clause_end(words: Sequence[str], first: int) -> int:
    end = first
    while end < len(words) and end - first < LONGEST:
        end += 1
        if _ends(words[end - 1]):
            break
    return end


def _ends(word: str) -> bool:
    return word[-1:] in ",.;:!?\u2026"
