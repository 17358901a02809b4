/** A method whose strategies take a second each: prune, then one epoch. */
export const tinyCard = `id: CUT
name: Cut and tune
paper: { id: "doi:10.1000/cut", title: Cut and Tune, year: 2020 }
techniques:
  - { id: TE90, name: Pruning for tests }
hyperparameters:
  - { id: HP90, name: share removed, unit: x P(M), values: [0.1, 0.2, 0.3] }
  - { id: HP91, name: score, values: [l1, l2] }
steps:
  - prune: { score: $HP91, remove: $HP90 }
  - fineTune: { epochs: 0.1 }
`;
