"""How German, French, Spanish, Italian, Dutch and Portuguese count: tables for `number_words`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a language counts. `small` are the words from 0 on, `tens` those from 20 on, `hundreds` those from
    100 on.

    Alternatives are separated by "/", the words of one number by "_".
    """

    small: str
    tens: str
    hundreds: str
    scales: dict[str, int]
    joint: tuple[str, ...] = ("",)
    units_first: bool = False


TONGUES = {
    "de": Tongue(
        "null ein/eins zwei/zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
        "sechzehn siebzehn achtzehn neunzehn",
        "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
        "hundert/einhundert zweihundert dreihundert vierhundert fünfhundert sechshundert siebenhundert "
        "achthundert neunhundert",
        {"milliarden": 10**9, "milliarde": 10**9, "millionen": 10**6, "million": 10**6, "tausend": 1000},
        joint=("und",),
        units_first=True,
    ),
    "nl": Tongue(
        "nul een/één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
        "zeventien achttien negentien",
        "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
        "honderd tweehonderd driehonderd vierhonderd vijfhonderd zeshonderd zevenhonderd achthonderd "
        "negenhonderd",
        {"miljard": 10**9, "miljoen": 10**6, "duizend": 1000},
        joint=("en",),
        units_first=True,
    ),
    "fr": Tongue(
        "zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
        "dix_sept dix_huit dix_neuf",
        "vingt trente quarante cinquante soixante soixante_dix/septante quatre_vingt/quatre_vingts/huitante "
        "nonante/quatre_vingt_dix",
        "cent deux_cent/deux_cents trois_cent/trois_cents quatre_cent/quatre_cents cinq_cent/cinq_cents "
        "six_cent/six_cents sept_cent/sept_cents huit_cent/huit_cents neuf_cent/neuf_cents",
        {
            "milliards": 10**9,
            "milliard": 10**9,
            "millions": 10**6,
            "million": 10**6,
            "mille": 1000,
        },
        joint=("", "et"),
    ),
    "es": Tongue(
        "cero un/uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
        "dieciséis diecisiete dieciocho diecinueve",
        "veinte/veinti treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        "cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas "
        "quinientos/quinientas seiscientos/seiscientas setecientos/setecientas ochocientos/ochocientas "
        "novecientos/novecientas",
        {"millones": 10**6, "millón": 10**6, "mil": 1000},
        joint=("", "y"),
    ),
    "it": Tongue(
        "zero un/uno/una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
        "quindici sedici diciassette diciotto diciannove",
        "venti/vent trenta/trent quaranta/quarant cinquanta/cinquant sessanta/sessant settanta/settant "
        "ottanta/ottant novanta/novant",
        "cento/cent duecento/duecent trecento/trecent quattrocento/quattrocent cinquecento/cinquecent "
        "seicento/seicent settecento/settecent ottocento/ottocent novecento/novecent",
        {
            "miliardi": 10**9,
            "miliardo": 10**9,
            "milioni": 10**6,
            "milione": 10**6,
            "mille": 1000,
            "mila": 1000,
        },
    ),
    "pt": Tongue(
        "zero um/uma dois/duas três quatro cinco seis sete oito nove dez onze doze treze catorze/quatorze quinze "
        "dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove",
        "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
        "cem/cento duzentos/duzentas trezentos/trezentas quatrocentos/quatrocentas quinhentos/quinhentas "
        "seiscentos/seiscentas setecentos/setecentas oitocentos/oitocentas novecentos/novecentas",
        {"bilhões": 10**9, "bilhão": 10**9, "milhões": 10**6, "milhão": 10**6, "mil": 1000},
        joint=("", "e"),
    ),
}

LOOSE: dict[str, dict[str, tuple[float, ...]]] = {
    "en": {
        "half": (0.5, 30, 50),
        "quarter": (0.25, 15, 25, 45),
        "dozen": (12,),
        "noon": (12,),
        "midnight": (0, 12),
        "couple": (2,),
        "both": (2,),
        "twice": (2,),
    },
    "de": {
        "halb": (0.5, 30, 50),
        "halbe": (0.5, 30, 50),
        "hälfte": (0.5, 50),
        "viertel": (0.25, 15, 25, 45),
        "anderthalb": (1.5,),
        "dutzend": (12,),
        "mittag": (12,),
        "beide": (2,),
    },
    "fr": {
        "demi": (0.5, 30),
        "demie": (0.5, 30),
        "moitié": (0.5, 50),
        "quart": (0.25, 15, 25, 45),
        "midi": (12,),
        "douzaine": (12,),
        "dizaine": (10,),
        "vingtaine": (20,),
        "second": (2,),
        "seconde": (2,),
        "centaine": (100,),
    },
    "es": {
        "medio": (0.5, 50),
        "media": (0.5, 30),
        "mitad": (0.5, 50),
        "segundo": (2,),
        "segunda": (2,),
        "cuarto": (0.25, 15, 25, 45),
        "docena": (12,),
        "mediodía": (12,),
    },
    "it": {
        "mezzo": (0.5, 30),
        "mezza": (0.5, 30),
        "metà": (0.5, 50),
        "quarto": (0.25, 15, 25, 45),
        "dozzina": (12,),
        "mezzogiorno": (12,),
    },
    "nl": {"half": (0.5, 30, 50), "helft": (0.5, 50), "kwart": (0.25, 15, 25, 45), "dozijn": (12,)},
    "pt": {
        "meio": (0.5, 50),
        "meia": (0.5, 6, 30),
        "metade": (0.5, 50),
        "quarto": (0.25, 15, 25, 45),
        "dúzia": (12,),
    },
}
"""Words that stand for numbers beside others, with their possible values: halves of a number or an hour,
dozens.
"""
