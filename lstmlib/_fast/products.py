"""Products of one matrix with many others, by the quickest road."""

import os

import numpy as np


def _reads_in_place():
    """Whether OpenBLAS, which comes with NumPy, uses its kernels for AVX-512."""
    chosen = os.environ.get("OPENBLAS_CORETYPE", "SkylakeX").lower()
    simd = np.show_config(mode="dicts").get("SIMD Extensions", {})
    avx_512 = {"AVX512_SKX", "X86_V4"} & set(simd.get("found", ()))
    return bool(avx_512) and chosen in ("skylakex", "cooperlake", "sapphirerapids")


# Those kernels read matrices of up to a million multiplications where they lie; larger
# ones are first copied into another order. So one large product is faster as many small
# ones. Other kernels always copy, and are faster with one large product.
SMALL_PRODUCT = 1_000_000 if _reads_in_place() else 0


def multiplier(W, N):
    """A function (s, out) that puts W @ s, for s (K, N), into out."""
    M, K = W.shape
    rows = M
    while rows % 2 == 0 and rows > 4 and rows * K * N > SMALL_PRODUCT:
        rows //= 2
    if rows == M or rows * K * N > SMALL_PRODUCT:
        return W.dot
    blocks = W.reshape(-1, rows, K)
    return lambda s, out: np.matmul(blocks, s, out.reshape(-1, rows, N))
