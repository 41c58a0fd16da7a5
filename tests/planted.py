"""Tables for the checks of documents: inventions of a writer, and correct statements in other words."""

from dataclasses import dataclass

TALKS = {
    "en": (
        "Welcome, I'm Maria Lopez from Acme. The tool costs nineteen dollars a month for twenty five people.",
        "We start on the fourteenth of March at half past nine, and twelve percent of you joined last year.",
        "Call five five five oh one nine nine or write to help at acme dot com.",
        "The office is at 12 Baker Street. Cooper netties runs it, and the p d f has 40 pages.",
    ),
    "de": (
        "Willkommen, ich bin Maria Huber von Acme. Das Werkzeug kostet neunzehn Euro im Monat für fünfundzwanzig Leute.",
        "Wir beginnen am vierzehnten März um halb zehn, und zwölf Prozent von euch kamen letztes Jahr dazu.",
        "Ruft null drei null fünf fünf fünf null eins neun neun an.",
        "Das Büro ist in der Lindenstraße 12. Die Datei hat 40 Seiten.",
    ),
    "fr": (
        "Bienvenue, je suis Marie Dupont de chez Acme. L'outil coûte dix-neuf euros par mois pour vingt-cinq personnes.",
        "On commence le quatorze mars à neuf heures et demie, et douze pour cent d'entre vous sont venus l'an dernier.",
        "Appelez le zéro un, quarante-deux, soixante-huit, cinquante-trois, zéro zéro.",
        "Le bureau est au 12 rue de Rivoli. Le fichier a 40 pages.",
        "Le tout a coûté 12345,50 euros, et douze mille euros de plus pour les meubles.",
    ),
    "es": (
        "Bienvenidos, soy María López de Acme. La herramienta cuesta diecinueve euros al mes para veinticinco personas.",
        "Empezamos el catorce de marzo a las nueve y media, y el doce por ciento de ustedes llegó el año pasado.",
        "Llamen al nueve uno cinco cinco cinco cero uno nueve nueve.",
        "La oficina está en la calle Mayor 12. El archivo tiene 40 páginas.",
    ),
    "it": (
        "Benvenuti, sono Maria Rossi di Acme. Lo strumento costa diciannove euro al mese per venticinque persone.",
        "Cominciamo il quattordici marzo alle nove e mezza, e il dodici per cento di voi è arrivato l'anno scorso.",
        "Chiamate lo zero due cinque cinque cinque zero uno nove nove.",
        "L'ufficio è in via Roma 12. Il documento ha 40 pagine.",
    ),
    "nl": (
        "Welkom, ik ben Maria Visser van Acme. Het kost negentien euro per maand voor vijfentwintig mensen.",
        "We beginnen op veertien maart om half tien, en twaalf procent van jullie kwam vorig jaar.",
    ),
    "pt": (
        "Bem-vindos, sou a Maria Lopes da Acme. A ferramenta custa dezenove euros por mês para vinte e cinco pessoas.",
        "Começamos em catorze de março às nove e meia, e doze por cento de vocês chegaram no ano passado.",
    ),
}
"""Recordings by language, a segment a line."""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    language: str
    text: str


INVENTED = tuple(
    Row(f"{language}: {name}", language, text)
    for language, name, text in (
        ("en", "price", "The tool costs $49 a month."),
        ("en", "price in words", "It costs forty nine dollars."),
        ("en", "said number as money", "The file costs $40."),
        ("en", "said number as percent", "Some 25% of people like it."),
        ("en", "big number", "It has 48,500 users."),
        ("en", "millions", "The company raised 3.5 million euros."),
        ("en", "duration", "The job takes 45 seconds."),
        ("en", "time of day", "We meet at 10:45."),
        ("en", "other day", "We start on March 15."),
        ("en", "other month", "We start on 14 April."),
        ("en", "numeric date", "We start on 2027-03-18."),
        ("en", "year", "We start on March 14, 2027."),
        ("en", "weekday", "We start next Tuesday."),
        ("en", "month alone", "The next release comes in October."),
        ("en", "telephone", "Call +1 (415) 555-0132 for help."),
        ("en", "telephone with other end", "Call 555-0198 for help."),
        ("en", "street", "Send it to 221 Elm Street."),
        ("en", "other number of the street", "The office is at 14 Baker Street."),
        ("en", "given name", "Please ask Jonathan about it."),
        ("en", "given name first", "Jonathan runs the office."),
        ("en", "full name", "The tool was made by Sarah Whitfield."),
        ("en", "surname with title", "Please ask Dr. Okonkwo about it."),
        ("en", "company", "The tool is made by Initech Ltd for us."),
        ("en", "mail", "Write to sales@acme.com for an offer."),
        ("en", "web address", "Read more at docs.acme.io/start now."),
        ("de", "price", "Das Werkzeug kostet 49 Euro."),
        ("de", "price in words", "Es kostet neunundvierzig Euro."),
        ("de", "said number as percent", "Nur 25 Prozent kommen dazu."),
        ("de", "big number", "Es hat 48.500 Nutzer."),
        ("de", "date", "Wir beginnen am 15. März."),
        ("de", "numeric date", "Wir beginnen am 18.03.2027."),
        ("de", "weekday", "Wir beginnen am Dienstag."),
        ("de", "telephone", "Ruft 089 1234567 an."),
        ("de", "street", "Das Büro ist am Marienplatz 8."),
        ("de", "name", "Fragt Jürgen Schneider danach."),
        ("de", "surname with title", "Fragt Frau Dr. Brandt danach."),
        ("de", "company", "Das Werkzeug ist von der Muster GmbH gemacht."),
        ("fr", "price", "L'outil coûte 49 euros."),
        ("fr", "price in words", "Il coûte quarante-neuf euros."),
        ("fr", "price by spaces", "Le tout a coûté 12 678 euros."),
        ("fr", "date", "On commence le 15 mars."),
        ("fr", "weekday", "On commence mardi."),
        ("fr", "telephone", "Appelez le 01 42 68 53 11."),
        ("fr", "street", "Le bureau est au 8 rue de Vaugirard."),
        ("fr", "name", "Demandez à Guillaume Lefèvre."),
        ("es", "price", "La herramienta cuesta 49 euros."),
        ("es", "price in words", "Cuesta cuarenta y nueve euros."),
        ("es", "date", "Empezamos el 15 de marzo."),
        ("es", "weekday", "Empezamos el martes."),
        ("es", "street", "La oficina está en la calle Serrano 8."),
        ("es", "name", "Pregunten a Alejandro Ruiz."),
        ("it", "price", "Lo strumento costa 49 euro."),
        ("it", "price in words", "Costa quarantanove euro."),
        ("it", "date", "Cominciamo il 15 marzo."),
        ("it", "weekday", "Cominciamo martedì."),
        ("it", "street", "L'ufficio è in via Garibaldi 8."),
        ("it", "name", "Chiedete a Giuseppe Bianchi."),
        ("nl", "price in words", "Het kost negenenveertig euro."),
        ("nl", "date", "We beginnen op 15 maart."),
        ("pt", "price in words", "Custa quarenta e nove euros."),
        ("pt", "date", "Começamos em 15 de março."),
    )
)
"""One invention in a sentence, of which no part of the document may be left."""

DOUBTFUL = tuple(
    Row(f"{language}: {name}", language, text)
    for language, name, text in (
        ("en", "surname alone", "Please ask Kravitz about it."),
        ("en", "city", "The office is in Berlin."),
        ("en", "product", "Open it in Salesforce."),
        ("en", "own count", "There are 7 tabs."),
        ("de", "acronym", "Speichert es als XLSX."),
        ("fr", "city", "Le bureau est à Lyon."),
    )
)
"""What may be the writer's own wording, and may be an invention: it stays, and the document says so at its
head.
"""

TRUE = tuple(
    Row(f"{language}: {name}", language, text)
    for language, name, text in (
        ("en", "price", "The tool costs $19 a month for 25 people."),
        ("en", "price in words", "It costs nineteen dollars."),
        ("en", "date", "We start on March 14 at 9:30."),
        ("en", "date with suffix", "The start is the 14th of March."),
        ("en", "percent", "Last year 12% joined."),
        ("en", "telephone", "Call 555-0199 for help."),
        ("en", "street", "Visit 12 Baker Street."),
        ("en", "name", "Maria Lopez of Acme explains it."),
        ("en", "surname with title", "Ms. Lopez explains it."),
        ("en", "misheard", "Kubernetes runs it."),
        ("en", "acronym", "The PDF has forty pages."),
        ("en", "step", "Go back to step 13."),
        ("en", "mail", "Write to help@acme.com for help."),
        ("en", "own count", "There are two ways."),
        ("de", "price", "Das Werkzeug kostet 19 Euro für 25 Leute."),
        ("de", "date", "Wir beginnen am 14. März um 9:30 Uhr."),
        ("de", "percent", "Letztes Jahr kamen 12 % dazu."),
        ("de", "telephone", "Ruft 030 5550199 an."),
        ("de", "street", "Das Büro ist in der Lindenstraße 12."),
        ("de", "name", "Frau Huber erklärt es."),
        ("de", "pages in words", "Die Datei hat vierzig Seiten."),
        ("fr", "price", "L'outil coûte 19 euros pour 25 personnes."),
        ("fr", "price by spaces", "Le tout a coûté 12 345,50 euros."),
        ("fr", "price by hard spaces", "Le tout a coûté 12\u00a0345,50 €."),
        ("fr", "price by narrow spaces", "Le tout a coûté 12\u202f345,50\u202f€."),
        ("fr", "round price by spaces", "Les meubles ont coûté 12 000 euros."),
        ("fr", "date", "On commence le 14 mars à 9:30."),
        ("fr", "percent", "L'an dernier, 12 % sont venus."),
        ("fr", "telephone", "Appelez le 01 42 68 53 00."),
        ("fr", "street", "Le bureau est au 12 rue de Rivoli."),
        ("fr", "name", "Madame Dupont explique l'outil."),
        ("es", "price", "La herramienta cuesta 19 euros para 25 personas."),
        ("es", "date", "Empezamos el 14 de marzo a las 9:30."),
        ("es", "percent", "El 12 % llegó el año pasado."),
        ("es", "street", "La oficina está en la calle Mayor 12."),
        ("es", "name", "La señora López explica la herramienta."),
        ("it", "price", "Lo strumento costa 19 euro per 25 persone."),
        ("it", "date", "Cominciamo il 14 marzo alle 9:30."),
        ("it", "percent", "L'anno scorso è arrivato il 12%."),
        ("it", "street", "L'ufficio è in via Roma 12."),
        ("it", "name", "La signora Rossi spiega lo strumento."),
        ("nl", "price", "Het kost 19 euro voor 25 mensen."),
        ("nl", "date", "We beginnen op 14 maart om 9:30."),
        ("pt", "price", "Custa 19 euros para 25 pessoas."),
        ("pt", "date", "Começamos em 14 de março às 9:30."),
    )
)
"""What was said, as a good writer may tell it: nothing of it is taken out."""
