/** What an attack came to: how many were tried, and each that did not hold, in words. */
export interface Row {
  area: string;
  tried: number;
  failures: string[];
}

/** A row as the report prints it. */
export function rowInWords({ area, tried, failures }: Row): string {
  const held = `${area}: ${tried} tried, ${tried - failures.length} held`;
  return [held, ...failures.slice(0, 20).map((failure) => `    ${failure}`)].join("\n");
}
