"""Search in bokmål: the same light stemmer in Python, for the index, and in JavaScript, for the reader's words.

Snowball's Norwegian stemmer, which Sphinx brings, leaves "pendling" as it is and makes "pendler" of "pendlere". Here
the endings of nouns made of verbs (-ing, -er) go too, so that the work and who does it are found together.
"""

from __future__ import annotations

import json

from sphinx.search import SearchLanguage
from sphinx.search.no import norwegian_stopwords

_LEAST = 4
"""Letters that must stay."""
_ENDINGS = sorted(
    """ a ane anes ar ast e ede edes else elsen elsene elser elses en ende endes ene enes ens er ere erens eren eres
    erne ernes ers es est este et ete ets het heten hetene hetens heter hets
    ing ingen ingene ingenes ingens inger ingers ings""".split(),
    key=lambda ending: (-len(ending), ending),
)
_BEFORE_S = "bcdfghjlmnoprtvyz"
"""Letters after which a final s is an ending."""


def stem(word: str) -> str:
    """The part of a word that its forms share: "pendl" of pendling, pendlere and pendlerne."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: -len(ending)]
    if word.endswith("s") and len(word) > _LEAST and word[-2] in _BEFORE_S:
        return word[:-1]
    return word


class Bokmal(SearchLanguage):
    """Sphinx's search for `html_search_language: nb`."""

    lang = "nb"
    language_name = "Norwegian bokmål"
    stopwords = norwegian_stopwords
    js_stemmer_code = """
var Stemmer = function () {
  const endings = %s;
  this.stemWord = (word) => {
    for (const ending of endings)
      if (word.endsWith(ending) && word.length - ending.length >= %d) return word.slice(0, -ending.length);
    if (word.endsWith("s") && word.length > %d && "%s".includes(word.at(-2))) return word.slice(0, -1);
    return word;
  };
};
""" % (json.dumps(_ENDINGS), _LEAST, _LEAST, _BEFORE_S)

    def stem(self, word: str) -> str:
        return stem(word.lower())
