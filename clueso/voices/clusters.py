"""Clusters the vectors of stretches, so that each cluster is one person's voice."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clueso.voices.networks import Array
from clueso.voices.prints import unit

SAMPLE = 3000
"""Largest number of vectors that are compared, evenly spread over the recording. The work grows with its
square, and ten hours have 72,000 vectors.
"""
MORE_GROUPS = 30
"""Largest number of small clusters that may be set aside while searching for the requested number of voices."""
GROUP_MIN = 0.02
"""Smallest share of a cluster. A smaller one is a cough, a jingle, or a place where two voices meet."""

Groups = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Thresholds of the clustering. `make voices` evaluates them.

    Clusters grow up to a mean cosine distance of `same`. Clusters whose centres have a cosine similarity of
    `alike` are merged. A voice needs `share_min` of the total weight.
    """

    same: float
    alike: float
    share_min: float


PRINTS = Likeness(same=0.42, alike=0.75, share_min=0.05)
"""For prints of one voice alone: at `same=0.46` two readers become one, at 0.38 a quick voice splits."""
LOCALS = Likeness(same=0.28, alike=1.0, share_min=GROUP_MIN)
"""For local voices, each the mean of many prints: at `same=0.26` a voice of AMI splits, at 0.30 two synthetic
voices become one.
"""


def centres(vectors: Array, weights: Array, likeness: Likeness, count: int | None) -> Array:
    """Return one vector of length 1 for each voice of the recording.

    With `count`, return that many, or fewer if they cannot be told apart.
    """
    picked = np.linspace(0, len(vectors) - 1, min(len(vectors), SAMPLE)).astype(int)
    vectors, weights = vectors[picked], weights[picked]
    if len(vectors) == 1:
        return vectors
    if count is not None:
        return _as_many(vectors, weights, count)
    groups = _groups(vectors, likeness.same)
    kept = _kept(groups, weights)
    shares = np.bincount(groups, weights=weights)[kept].astype(np.float32)
    found, said = _merged(_centres(vectors, groups, kept), shares, likeness.alike)
    enough = said >= likeness.share_min * weights.sum()
    return found[enough] if enough.any() else found[:1]


def _groups(vectors: Array, same: float) -> Groups:
    if float((vectors @ vectors.T).min()) >= 1 - same:  # no pair differs by more, so there is one cluster
        return np.zeros(len(vectors), np.int64)
    from scipy.cluster.hierarchy import fcluster

    groups: Groups = fcluster(_tree(vectors), same, "distance") - 1
    return groups


def _tree(vectors: Array) -> Array:
    """Return SciPy's linkage matrix: which clusters merge, and at which mean distance."""
    # Imported here because it takes half a second of CPU, and one voice needs none of it.
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import pdist

    tree: Array = linkage(pdist(vectors, "cosine"), "average")
    return tree


def _as_many(vectors: Array, weights: Array, count: int) -> Array:
    from scipy.cluster.hierarchy import fcluster

    tree = _tree(vectors)
    for number in range(count, count + MORE_GROUPS):
        groups = fcluster(tree, number, "maxclust") - 1
        kept = _kept(groups, weights)[:count]
        if len(kept) == count:
            break
    return _centres(vectors, groups, kept)


def _centres(vectors: Array, groups: Groups, kept: list[int]) -> Array:
    return unit(np.stack([vectors[groups == group].mean(axis=0) for group in kept]))


def _kept(groups: Groups, weights: Array) -> list[int]:
    """Return the clusters with enough weight, the heaviest first."""
    said = np.bincount(groups, weights=weights)
    order = [int(group) for group in np.argsort(-said)]
    return [group for group in order if said[group] >= GROUP_MIN * said.sum()] or order[:1]


def _merged(found: Array, said: Array, alike: float) -> tuple[Array, Array]:
    """Merge centres that are at least this alike. Return the remaining centres and their weights."""
    while len(found) > 1:
        # A centre must not merge with itself.
        likeness = found @ found.T - 2 * np.eye(len(found))
        first, second = divmod(int(likeness.argmax()), len(found))
        if likeness[first, second] < alike:
            break
        found[first] = unit(said[first] * found[first] + said[second] * found[second])
        said[first] += said[second]
        found, said = np.delete(found, second, axis=0), np.delete(said, second)
    return found, said
