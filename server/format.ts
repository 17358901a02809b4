/** `75` → `1 min 15 s`. */
export function seconds(value: number): string {
  const whole = Math.max(0, Math.round(value));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A fraction as people read it: `0.3512` → `35.1 %`, with a sign where a change is meant. */
export function percent(fraction: number | null | undefined, signed = false): string {
  if (fraction === null || fraction === undefined || !Number.isFinite(fraction)) return "–";
  return `${signed && fraction > 0 ? "+" : ""}${(100 * fraction).toFixed(1)} %`;
}
