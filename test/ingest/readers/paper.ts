/**
 * A small paper in Markdown whose method and figures are invented: three rows that are sure, of a
 * method that the graph has, of one that it hasn't and of the paper's own; and one that is unsure,
 * because its change of accuracy doesn't follow. `changes` replaces parts of it.
 */
export function paperText(...changes: [from: string, to: string][]): string {
  const good = `# CUTS: Filters Cut by Tests

Ada Lovelace, Alan Turing University of Nowhere

arXiv:2601.00009v1 [cs.CV] 1 Jan 2026

# Abstract

We propose CUTS, which cuts filters.

# Experiments

Table 1. Compression of ResNet-20 on CIFAR-10.

| Method | Baseline acc. (%) | Pruned acc. (%) | Drop (%) | Params ↓ (%) |
|---|---|---|---|---|
| FPGM [1] | 92.20 | 91.09 | 1.11 | 40.0 |
| OtherCut [2] | 92.20 | 90.80 | 1.40 | 41.0 |
| WrongCut [3] | 92.20 | 90.00 | 0.20 | 42.0 |
| CUTS (ours) | 92.20 | 91.90 | 0.30 | 43.0 |

# References

[1] Someone. Filter Pruning. 2019.
`;
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the paper has no ${from}`);
    return text.replace(from, () => to);
  }, good);
}
