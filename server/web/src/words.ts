const signed = (text: string, value: number) => (value > 0 ? `+${text}` : text);

/** 0.437 as `43.7 %`; a dash where there is no figure. */
export function percent(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? "–" : `${(100 * value).toFixed(digits)} %`;
}

/** The same with a plus before what is gained. */
export function change(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? "–" : signed(percent(value, digits), value);
}

/** 43869 as `43,869`. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : value.toLocaleString("en", { maximumFractionDigits: 0 });
}

/** Large numbers in short: 19.3 M. */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  const unit = [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const;
  for (const [size, name] of unit) if (Math.abs(value) >= size) return `${(value / size).toPrecision(3)} ${name}`;
  return String(Number(value.toPrecision(4)));
}

/** Seconds as `4 min 12 s`. */
export function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (value < 60) return `${value.toFixed(value < 10 ? 1 : 0)} s`;
  if (value < 3600) return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
  return `${Math.floor(value / 3600)} h ${Math.round((value % 3600) / 60)} min`;
}

/** A time of the server as this place writes it. */
export function when(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleString("en-GB", {
        day: "numeric",
        month: "short",
        year: "numeric",
        hour: "2-digit",
        minute: "2-digit",
      });
}

/** The steps of a scheme. */
export const stepsOf = (scheme: string): string[] => scheme.split(" -> ");

/** The method of a step: `NS(HP1=0.1,…)` as `NS`. */
export const methodOf = (step: string): string => step.split("(", 1)[0]!;
