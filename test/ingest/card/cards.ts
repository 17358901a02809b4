/**
 * A good card on its own, as text; `changes` replaces parts of it, so that a test shows only what
 * it is about.
 */
export function cardText(...changes: [from: string, to: string][]): string {
  const good = `id: FPGM
paper: { id: "arXiv:1811.00250", title: Filter Pruning via Geometric Median, year: 2019 }
techniques:
  - { id: TE10, name: Filter pruning by geometric median }
hyperparameters:
  - { id: HP20, name: share removed, unit: x P(M), values: [0.1, 0.2, 0.3] }
  - { id: HP21, name: score, values: [l1, l2] }
steps:
  - softPrune: { score: $HP21, remove: $HP20, epochs: 0.1, every: 1 }
  - fineTune: { epochs: 0.1 }
`;
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the card has no ${from}`);
    return text.replace(from, () => to);
  }, good);
}
