/** A colour for each kind of node; readable on light and dark. */
const colours: Record<string, string> = {
  Method: "#2f7de1",
  Paper: "#d9822b",
  Task: "#2e9e6b",
  Result: "#8f7ae5",
  Technique: "#d64f7f",
  Hyperparameter: "#4aa3b5",
  Setting: "#8fb8c4",
  Strategy: "#7b8a9a",
  Scheme: "#b58b2a",
  Trial: "#a0673a",
  Study: "#c4453c",
  Network: "#5b8f3a",
  NetworkFamily: "#7d9b45",
  Dataset: "#3f8f8a",
};

export const colourOf = (kind: string): string => colours[kind] ?? "#888888";
