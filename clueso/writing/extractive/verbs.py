"""Verbs of instructions, with the inflected forms that a recogniser writes for them."""

_REGULAR = """
    add adjust allow apply ask assign attach boil bring build call check choose clean clear click close collapse
    compare complete configure confirm connect cook copy create crop customize cut define delete deploy describe
    disable disconnect double-click download drag draw drill drop duplicate edit enable enter expand export
    extract fill filter find finish fold format generate give glue go grab group head heat hide highlight hit
    hold hover import insert inspect install invite join keep label launch leave left-click load locate log look make mark
    measure merge mix modify mount move name navigate open paste peel pick place plug pour press preview print
    publish pull push put reboot refresh register release remove rename repeat replace reset resize restart
    return review right-click rotate run save schedule screw scroll search select send set share shut sign skip
    slide sort specify split start stir stop store submit subscribe swipe switch tap test tick tighten toggle
    turn type uncheck undo uninstall unlock unplug untick unzip update upload use verify visit wait wash watch
    wipe wrap write zoom
"""
_IRREGULAR = {
    "chose": "choose", "drew": "draw", "found": "find", "gave": "give", "held": "hold", "kept": "keep",
    "left": "leave", "made": "make", "ran": "run", "sent": "send", "wrote": "write", "went": "go",
    "brought": "bring", "built": "build", "shut": "shut",
}  # fmt: skip
_VOWELS = "aeiou"


def _forms(verb: str) -> list[str]:
    if verb.endswith("e"):
        return [f"{verb}d", f"{verb[:-1]}ing"]
    # A consonant after a single vowel may be doubled: "drop", "dropped".
    if verb[-1] not in _VOWELS + "wxy" and verb[-2] in _VOWELS and verb[-3:-2] not in tuple(_VOWELS):
        doubled = verb + verb[-1]
        # Both spellings, because not every such verb doubles it: "open", "opened".
        return [f"{doubled}ed", f"{doubled}ing", f"{verb}ed", f"{verb}ing"]
    return [f"{verb}ed", f"{verb}ing"]


_DESCRIPTIVE = {"look", "watch", "call", "describe"}  # "we call it", "look": no instructions
IMPERATIVES = frozenset(_REGULAR.split()) - _DESCRIPTIVE
"""Verbs in the form of a command."""

BASE_FORMS = {form: verb for verb in IMPERATIVES for form in _forms(verb)} | _IRREGULAR
"""Past and -ing forms, each with its command form."""
