"""Notes about a whole document: what is missing or unchecked in it.

Writers store them in English. The files that leave have them in the language of the document.
"""

import re
from re import Pattern

_MISSING = r"(?P<count>\d{1,6}) seconds? of speech (?:was|were)"
_NUMBER = re.compile(r"\d+")

NOT_UNDERSTOOD = re.compile(_MISSING + r" not understood\. The transcript shows where\.")
OTHER_LANGUAGE = re.compile(_MISSING + r" left out, because the text may be in another language ")
TRANSLATION = re.compile(r"This is a translation into ")
WISHES = re.compile(r"Your instructions were not followed: without a language model ")
UNSUPPORTED = re.compile(
    r"(?:The speaker's own words stand in for (?P<replaced>\d{1,6}) texts?)?(?: and )?"
    r"(?:(?P<left_out>\d{1,6}) texts? (?:was|were) left out)?, because the passages "
)
INVENTED = re.compile(r"Left out with what was said of them, because the recording never says them: ")

TRANSLATED: dict[str, dict[Pattern[str], str]] = {
    "de": {
        NOT_UNDERSTOOD: "Nicht verstandene Sprache: {count} s. Das Transkript zeigt, wo.",
        OTHER_LANGUAGE: (
            "Weggelassene Sprache: {count} s, weil der Text vielleicht in einer anderen Sprache steht als der"
            " gesprochenen. Das Transkript zeigt, wo."
        ),
        TRANSLATION: (
            "Dies ist eine Übersetzung: Zahlen, Adressen und Beschriftungen in Anführungszeichen wurden mit dem"
            " Gesagten verglichen, die Übersetzung selbst nicht."
        ),
        WISHES: (
            "Ihre Anweisungen wurden nicht befolgt: Ohne Sprachmodell besteht ein Dokument aus den Sätzen der"
            " Aufnahme, in ihrer Sprache und Reihenfolge."
        ),
        UNSUPPORTED: (
            "Durch die eigenen Worte der Aufnahme ersetzt: {replaced}. Weggelassen: {left_out}. Die Stellen, die"
            " das Sprachmodell dafür nannte, sagen es nicht."
        ),
        INVENTED: "Weggelassen, weil die Aufnahme sie nie nennt: Angaben ({count}) samt dem Text darüber.",
    },
    "fr": {
        NOT_UNDERSTOOD: "Parole non comprise\u00a0: {count} s. La transcription montre où.",
        OTHER_LANGUAGE: (
            "Parole laissée de côté\u00a0: {count} s, car le texte est peut-être dans une autre langue que la"
            " parole. La transcription montre où."
        ),
        TRANSLATION: (
            "Ceci est une traduction\u00a0: les nombres, les adresses et les libellés entre guillemets ont été"
            " comparés à ce qui a été dit, la traduction elle-même ne l\u2019a pas été."
        ),
        WISHES: (
            "Vos instructions n\u2019ont pas été suivies\u00a0: sans modèle de langage, un document est fait des"
            " phrases de l\u2019enregistrement, dans leur langue et leur ordre."
        ),
        UNSUPPORTED: (
            "Remplacé par les propres mots de l\u2019enregistrement\u00a0: {replaced}. Supprimé\u00a0: {left_out}."
            " Les passages nommés par le modèle de langage ne le disent pas."
        ),
        INVENTED: (
            "Supprimé, car l\u2019enregistrement ne le dit jamais\u00a0: indications ({count}) et le texte à leur"
            " sujet."
        ),
    },
    "es": {
        NOT_UNDERSTOOD: "Habla no entendida: {count} s. La transcripción muestra dónde.",
        OTHER_LANGUAGE: (
            "Habla omitida: {count} s, porque el texto puede estar en un idioma distinto del hablado. La"
            " transcripción muestra dónde."
        ),
        TRANSLATION: (
            "Esto es una traducción: los números, las direcciones y los rótulos entre comillas se compararon con"
            " lo dicho; la traducción misma, no."
        ),
        WISHES: (
            "No se siguieron sus instrucciones: sin modelo de lenguaje, un documento se compone de las frases de"
            " la grabación, en su idioma y su orden."
        ),
        UNSUPPORTED: (
            "Sustituido por las propias palabras de la grabación: {replaced}. Omitido: {left_out}. Los pasajes"
            " que nombró el modelo de lenguaje no lo dicen."
        ),
        INVENTED: "Omitido, porque la grabación nunca lo dice: datos ({count}) y el texto sobre ellos.",
    },
    "it": {
        NOT_UNDERSTOOD: "Parlato non compreso: {count} s. La trascrizione mostra dove.",
        OTHER_LANGUAGE: (
            "Parlato omesso: {count} s, perché il testo può essere in una lingua diversa da quella parlata. La"
            " trascrizione mostra dove."
        ),
        TRANSLATION: (
            "Questa è una traduzione: numeri, indirizzi ed etichette tra virgolette sono stati confrontati con"
            " quanto detto, la traduzione stessa no."
        ),
        WISHES: (
            "Le istruzioni non sono state seguite: senza modello linguistico un documento è fatto delle frasi"
            " della registrazione, nella loro lingua e nel loro ordine."
        ),
        UNSUPPORTED: (
            "Sostituito con le parole stesse della registrazione: {replaced}. Omesso: {left_out}. I passaggi"
            " indicati dal modello linguistico non lo dicono."
        ),
        INVENTED: "Omesso, perché la registrazione non lo dice mai: dati ({count}) e il testo su di essi.",
    },
    "pt": {
        NOT_UNDERSTOOD: "Fala não compreendida: {count} s. A transcrição mostra onde.",
        OTHER_LANGUAGE: (
            "Fala omitida: {count} s, porque o texto pode estar em língua diferente da falada. A transcrição"
            " mostra onde."
        ),
        TRANSLATION: (
            "Isto é uma tradução: números, endereços e rótulos entre aspas foram comparados com o que foi dito;"
            " a tradução em si, não."
        ),
        WISHES: (
            "As suas instruções não foram seguidas: sem modelo de linguagem, um documento é feito das frases da"
            " gravação, na sua língua e ordem."
        ),
        UNSUPPORTED: (
            "Substituído pelas próprias palavras da gravação: {replaced}. Omitido: {left_out}. As passagens"
            " indicadas pelo modelo de linguagem não o dizem."
        ),
        INVENTED: "Omitido, porque a gravação nunca o diz: dados ({count}) e o texto sobre eles.",
    },
    "nl": {
        NOT_UNDERSTOOD: "Niet verstane spraak: {count} s. Het transcript laat zien waar.",
        OTHER_LANGUAGE: (
            "Weggelaten spraak: {count} s, omdat de tekst misschien in een andere taal is dan de gesproken taal."
            " Het transcript laat zien waar."
        ),
        TRANSLATION: (
            "Dit is een vertaling: getallen, adressen en opschriften tussen aanhalingstekens zijn vergeleken met"
            " wat er is gezegd, de vertaling zelf niet."
        ),
        WISHES: (
            "Uw aanwijzingen zijn niet gevolgd: zonder taalmodel bestaat een document uit de zinnen van de"
            " opname, in hun taal en volgorde."
        ),
        UNSUPPORTED: (
            "Vervangen door de eigen woorden van de opname: {replaced}. Weggelaten: {left_out}. De passages die"
            " het taalmodel ervoor noemde, zeggen het niet."
        ),
        INVENTED: "Weggelaten, omdat de opname het nergens zegt: gegevens ({count}) en de tekst erover.",
    },
}
"""The notes by language and by their English sentence."""


def in_language(note: str, language: str | None) -> str:
    """Return a stored note in a language (such as "de" or "pt-BR"). A note or a language that is not known
    here leaves it in English.
    """
    for sentence, words in TRANSLATED.get((language or "en").partition("-")[0].lower(), {}).items():
        if match := sentence.match(note):
            counts = {name: count or "0" for name, count in match.groupdict().items()}
            total = sum(map(int, _NUMBER.findall(note)))
            return words.format(**{"count": total} | counts)
    return note
