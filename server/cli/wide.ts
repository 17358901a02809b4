let wide = false;

/** Whether tables have all of their text, however wide the terminal is (`--wide`). */
export function isWide(): boolean {
  return wide;
}

/** The arguments without `--wide`, which every command takes; it counts until the next call. */
export function withoutWide(args: readonly string[]): string[] {
  wide = args.includes("--wide");
  return args.filter((argument) => argument !== "--wide");
}
