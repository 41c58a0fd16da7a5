"""Labels: our own words in the files that leave, in the language of the document."""

from enum import StrEnum


class Label(StrEnum):
    """A label or note, in English. Braces hold the place of a value."""

    SUMMARY = "Summary"
    CHAPTERS = "Chapters"
    GUIDE = "Guide"
    ARTICLE = "Article"
    SCRIPT = "Script"
    TRANSCRIPT = "Transcript"
    BEFORE_YOU_START = "Before you start"
    RESULT = "Result"
    GOOD_TO_KNOW = "Good to know"
    KEY_POINTS = "Key points"
    DECISIONS = "Decisions"
    ACTION_ITEMS = "Action items"
    QUOTES = "Quotes"
    QUOTED = "\u201c{text}\u201d"
    TRANSCRIBED_BY = "Transcribed by {engine}"
    OWN_WORDS = "The speaker's own words, picked and arranged without a language model."
    NOT_UNDERSTOOD = "Nothing was understood from {start} to {end}."
    DOUBTFUL_LANGUAGE = "From {start} to {end} the text may be in another language than the speech."
    UNSAID = "The recording never says {texts}. Check this before you rely on it."
    UNSAID_AND_MORE = "The recording never says {texts} and {count} more. Check this before you rely on it."
    MOVING_PICTURE = "Moving picture"
    STALE = "Out of date: the transcript was changed after this was written."
    SCREEN = "Screen {name}"
    SCREEN_WITH = "Screen {name} with {controls}"
    SOME_SCREEN_WITH = "Screen with {controls}"


TRANSLATED: dict[str, dict[Label, str]] = {
    "de": {
        Label.SUMMARY: "Zusammenfassung",
        Label.CHAPTERS: "Kapitel",
        Label.GUIDE: "Anleitung",
        Label.ARTICLE: "Artikel",
        Label.SCRIPT: "Skript",
        Label.TRANSCRIPT: "Transkript",
        Label.BEFORE_YOU_START: "Bevor Sie beginnen",
        Label.RESULT: "Ergebnis",
        Label.GOOD_TO_KNOW: "Gut zu wissen",
        Label.KEY_POINTS: "Das Wichtigste",
        Label.DECISIONS: "Entscheidungen",
        Label.ACTION_ITEMS: "Aufgaben",
        Label.QUOTES: "Zitate",
        Label.QUOTED: "\u201e{text}\u201c",
        Label.TRANSCRIBED_BY: "Transkribiert von {engine}",
        Label.OWN_WORDS: "Die eigenen Worte der Aufnahme, ohne Sprachmodell ausgewählt und geordnet.",
        Label.NOT_UNDERSTOOD: "Von {start} bis {end} wurde nichts verstanden.",
        Label.DOUBTFUL_LANGUAGE: (
            "Von {start} bis {end} steht der Text vielleicht in einer anderen Sprache als der gesprochenen."
        ),
        Label.UNSAID: "In der Aufnahme kommt nicht vor: {texts}. Bitte prüfen, bevor Sie sich darauf verlassen.",
        Label.UNSAID_AND_MORE: (
            "In der Aufnahme kommt nicht vor: {texts} und {count} weitere. Bitte prüfen, bevor Sie sich darauf"
            " verlassen."
        ),
        Label.MOVING_PICTURE: "Bewegtes Bild",
        Label.STALE: "Veraltet: Das Transkript wurde geändert, nachdem dies geschrieben war.",
        Label.SCREEN: "Bildschirm {name}",
        Label.SCREEN_WITH: "Bildschirm {name} mit {controls}",
        Label.SOME_SCREEN_WITH: "Bildschirm mit {controls}",
    },
    "fr": {
        Label.SUMMARY: "Résumé",
        Label.CHAPTERS: "Chapitres",
        Label.GUIDE: "Guide",
        Label.ARTICLE: "Article",
        Label.SCRIPT: "Texte parlé",
        Label.TRANSCRIPT: "Transcription",
        Label.BEFORE_YOU_START: "Avant de commencer",
        Label.RESULT: "Résultat",
        Label.GOOD_TO_KNOW: "Bon à savoir",
        Label.KEY_POINTS: "Points clés",
        Label.DECISIONS: "Décisions",
        Label.ACTION_ITEMS: "Tâches",
        Label.QUOTES: "Citations",
        Label.QUOTED: "«\u00a0{text}\u00a0»",
        Label.TRANSCRIBED_BY: "Transcrit par {engine}",
        Label.OWN_WORDS: "Les propres mots de l\u2019enregistrement, choisis et ordonnés sans modèle de langage.",
        Label.NOT_UNDERSTOOD: "Rien n\u2019a été compris de {start} à {end}.",
        Label.DOUBTFUL_LANGUAGE: (
            "De {start} à {end}, le texte est peut-être dans une autre langue que la parole."
        ),
        Label.UNSAID: "L\u2019enregistrement ne dit jamais {texts}. Vérifiez avant de vous y fier.",
        Label.UNSAID_AND_MORE: (
            "L\u2019enregistrement ne dit jamais {texts} et {count} autres. Vérifiez avant de vous y fier."
        ),
        Label.MOVING_PICTURE: "Image animée",
        Label.STALE: "Périmé\u00a0: la transcription a été modifiée après la rédaction.",
        Label.SCREEN: "Écran {name}",
        Label.SCREEN_WITH: "Écran {name} avec {controls}",
        Label.SOME_SCREEN_WITH: "Écran avec {controls}",
    },
    "es": {
        Label.SUMMARY: "Resumen",
        Label.CHAPTERS: "Capítulos",
        Label.GUIDE: "Guía",
        Label.ARTICLE: "Artículo",
        Label.SCRIPT: "Guion",
        Label.TRANSCRIPT: "Transcripción",
        Label.BEFORE_YOU_START: "Antes de empezar",
        Label.RESULT: "Resultado",
        Label.GOOD_TO_KNOW: "Conviene saber",
        Label.KEY_POINTS: "Puntos clave",
        Label.DECISIONS: "Decisiones",
        Label.ACTION_ITEMS: "Tareas",
        Label.QUOTES: "Citas",
        Label.QUOTED: "«{text}»",
        Label.TRANSCRIBED_BY: "Transcrito por {engine}",
        Label.OWN_WORDS: "Las propias palabras de la grabación, elegidas y ordenadas sin modelo de lenguaje.",
        Label.NOT_UNDERSTOOD: "No se entendió nada de {start} a {end}.",
        Label.DOUBTFUL_LANGUAGE: (
            "De {start} a {end}, el texto puede estar en un idioma distinto del hablado."
        ),
        Label.UNSAID: "La grabación nunca dice {texts}. Compruébelo antes de confiar en ello.",
        Label.UNSAID_AND_MORE: (
            "La grabación nunca dice {texts} y {count} más. Compruébelo antes de confiar en ello."
        ),
        Label.MOVING_PICTURE: "Imagen en movimiento",
        Label.STALE: "Desactualizado: la transcripción se modificó después de escribir esto.",
        Label.SCREEN: "Pantalla {name}",
        Label.SCREEN_WITH: "Pantalla {name} con {controls}",
        Label.SOME_SCREEN_WITH: "Pantalla con {controls}",
    },
    "it": {
        Label.SUMMARY: "Riassunto",
        Label.CHAPTERS: "Capitoli",
        Label.GUIDE: "Guida",
        Label.ARTICLE: "Articolo",
        Label.SCRIPT: "Testo parlato",
        Label.TRANSCRIPT: "Trascrizione",
        Label.BEFORE_YOU_START: "Prima di iniziare",
        Label.RESULT: "Risultato",
        Label.GOOD_TO_KNOW: "Buono a sapersi",
        Label.KEY_POINTS: "Punti chiave",
        Label.DECISIONS: "Decisioni",
        Label.ACTION_ITEMS: "Attività",
        Label.QUOTES: "Citazioni",
        Label.QUOTED: "«{text}»",
        Label.TRANSCRIBED_BY: "Trascritto da {engine}",
        Label.OWN_WORDS: "Le parole stesse della registrazione, scelte e ordinate senza modello linguistico.",
        Label.NOT_UNDERSTOOD: "Non si è capito nulla da {start} a {end}.",
        Label.DOUBTFUL_LANGUAGE: (
            "Da {start} a {end} il testo può essere in una lingua diversa da quella parlata."
        ),
        Label.UNSAID: "La registrazione non dice mai {texts}. Verificare prima di farvi affidamento.",
        Label.UNSAID_AND_MORE: (
            "La registrazione non dice mai {texts} e altri {count}. Verificare prima di farvi affidamento."
        ),
        Label.MOVING_PICTURE: "Immagine in movimento",
        Label.STALE: "Non aggiornato: la trascrizione è stata modificata dopo la stesura.",
        Label.SCREEN: "Schermata {name}",
        Label.SCREEN_WITH: "Schermata {name} con {controls}",
        Label.SOME_SCREEN_WITH: "Schermata con {controls}",
    },
    "pt": {
        Label.SUMMARY: "Resumo",
        Label.CHAPTERS: "Capítulos",
        Label.GUIDE: "Guia",
        Label.ARTICLE: "Artigo",
        Label.SCRIPT: "Roteiro",
        Label.TRANSCRIPT: "Transcrição",
        Label.BEFORE_YOU_START: "Antes de começar",
        Label.RESULT: "Resultado",
        Label.GOOD_TO_KNOW: "Bom saber",
        Label.KEY_POINTS: "Pontos principais",
        Label.DECISIONS: "Decisões",
        Label.ACTION_ITEMS: "Tarefas",
        Label.QUOTES: "Citações",
        Label.TRANSCRIBED_BY: "Transcrito por {engine}",
        Label.OWN_WORDS: "As próprias palavras da gravação, escolhidas e ordenadas sem modelo de linguagem.",
        Label.NOT_UNDERSTOOD: "Nada foi compreendido de {start} a {end}.",
        Label.DOUBTFUL_LANGUAGE: "De {start} a {end}, o texto pode estar em língua diferente da falada.",
        Label.UNSAID: "A gravação nunca diz {texts}. Verifique antes de confiar nisso.",
        Label.UNSAID_AND_MORE: (
            "A gravação nunca diz {texts} e mais {count}. Verifique antes de confiar nisso."
        ),
        Label.MOVING_PICTURE: "Imagem em movimento",
        Label.STALE: "Desatualizado: a transcrição foi alterada depois de isto ser escrito.",
        Label.SCREEN: "Ecrã {name}",
        Label.SCREEN_WITH: "Ecrã {name} com {controls}",
        Label.SOME_SCREEN_WITH: "Ecrã com {controls}",
    },
    "nl": {
        Label.SUMMARY: "Samenvatting",
        Label.CHAPTERS: "Hoofdstukken",
        Label.GUIDE: "Handleiding",
        Label.ARTICLE: "Artikel",
        Label.SCRIPT: "Script",
        Label.TRANSCRIPT: "Transcript",
        Label.BEFORE_YOU_START: "Voor u begint",
        Label.RESULT: "Resultaat",
        Label.GOOD_TO_KNOW: "Goed om te weten",
        Label.KEY_POINTS: "Belangrijkste punten",
        Label.DECISIONS: "Besluiten",
        Label.ACTION_ITEMS: "Taken",
        Label.QUOTES: "Citaten",
        Label.TRANSCRIBED_BY: "Getranscribeerd door {engine}",
        Label.OWN_WORDS: "De eigen woorden van de opname, gekozen en geordend zonder taalmodel.",
        Label.NOT_UNDERSTOOD: "Van {start} tot {end} is niets verstaan.",
        Label.DOUBTFUL_LANGUAGE: (
            "Van {start} tot {end} staat de tekst misschien in een andere taal dan de gesproken taal."
        ),
        Label.UNSAID: "De opname zegt nergens {texts}. Controleer dit voordat u erop vertrouwt.",
        Label.UNSAID_AND_MORE: (
            "De opname zegt nergens {texts} en nog {count}. Controleer dit voordat u erop vertrouwt."
        ),
        Label.MOVING_PICTURE: "Bewegend beeld",
        Label.STALE: "Verouderd: het transcript is gewijzigd nadat dit was geschreven.",
        Label.SCREEN: "Scherm {name}",
        Label.SCREEN_WITH: "Scherm {name} met {controls}",
        Label.SOME_SCREEN_WITH: "Scherm met {controls}",
    },
}
"""The labels by language. What a language lacks is English: a label without an entry, or another language."""


def in_language(label: Label, language: str | None, **values: str | int) -> str:
    """Return the label in a language (such as "de" or "pt-BR"), else in English, with the values in it."""
    known = TRANSLATED.get((language or "en").partition("-")[0].lower(), {})
    return known.get(label, str(label)).format(**values)
