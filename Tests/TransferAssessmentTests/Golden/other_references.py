"""Golden figures of OtherReferencesTests: Welch's comparison of two laboratories with the variance of the measured ratio of
their reference lots as a third one (Satterthwaite 1946). NumPy and SciPy; needed neither to build nor to test.

    python3 other_references.py
"""

import numpy as np
from scipy import stats

SENDING = np.log([99, 101, 100])
RECEIVING = np.log([98, 104, 101])


def welch(step, u, nu, lower=0.8, upper=1.25, alpha=0.05):
    """step: ln of the ratio that brings the receiver's results beside the sender's; u, nu: its standard uncertainty and df."""
    vs, vr = SENDING.var(ddof=1) / 3, RECEIVING.var(ddof=1) / 3
    d = RECEIVING.mean() - SENDING.mean() + step
    v = vs + vr + u**2
    df = v**2 / (vs**2 / 2 + vr**2 / 2 + u**4 / nu)
    se = np.sqrt(v)
    t = stats.t.ppf(1 - alpha, df)
    return (np.exp(d), se, df, np.exp(d - t * se), np.exp(d + t * se),
            stats.t.sf((d - np.log(lower)) / se, df), stats.t.sf((np.log(upper) - d) / se, df))


def chain(*links):
    """ln ratios on the way, each (ratio, u, df); the variances add up, degrees of freedom by Satterthwaite."""
    v = sum(u**2 for _, u, _ in links)
    return sum(np.log(r) for r, _, _ in links), np.sqrt(v), v**2 / sum(u**4 / nu for _, u, nu in links)


if __name__ == "__main__":
    one = (1.031, 0.012, 11)
    two = (0.99, 0.009, 7)
    print("one lot", [float(x) for x in welch(*chain(one))])
    print("two generations", [float(x) for x in welch(*chain(one, two))])
    print("the sender's lot is the newer", [float(x) for x in welch(-np.log(1.031), 0.012, 11)])
    print("in the unit of the standards", [float(x) for x in welch(np.log(1.031 * 1.02 / 1.05), 0.012, 11)])
