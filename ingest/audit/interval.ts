/**
 * The numbers that something may be, from `low` to `high`, both included. What is computed from
 * rounded numbers is an interval; two printed figures contradict each other only when no number
 * before rounding gives both.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * What a fraction may have been before it was rounded: half a unit of its last digit to both sides.
 *
 * 0.5594 was printed as 55.94 %, so it is 0.55935 to 0.55945. A number does not remember the zeros
 * at its end: 0.795 may have been printed as 79.50 %, and is taken for 79.5 %. Papers print whole
 * per cents at least, so 0.4 is 0.395 to 0.405. The interval is never too narrow.
 */
export function fractionBeforeRounding(value: number): Interval {
  return around(value, 10 ** -Math.max(2, decimals(value)) / 2);
}

/**
 * What a count may have been before it was rounded: half a unit of its last digit that is not 0 to
 * both sides.
 *
 * 530000 was printed as 0.53 M, so it is 525,000 to 535,000; 8100000 may have been printed as 8.10
 * M, and is taken for 8.1 M.
 */
export function countBeforeRounding(value: number): Interval {
  const places = decimals(value);
  if (places > 0 || value === 0) return around(value, 10 ** -places / 2);
  const zeros = /0*$/.exec(value.toFixed(0))![0].length;
  return around(value, 10 ** zeros / 2);
}

/** Exactly this number, as what we counted ourselves. */
export function exactly(value: number): Interval {
  return { low: value, high: value };
}

export function minus(a: Interval, b: Interval): Interval {
  return { low: a.low - b.high, high: a.high - b.low };
}

/** The quotient of an interval and one of positive numbers. */
export function over(a: Interval, b: Interval): Interval {
  const quotients = [a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high];
  return { low: Math.min(...quotients), high: Math.max(...quotients) };
}

export function times(a: Interval, factor: number): Interval {
  return factor < 0 ? { low: a.high * factor, high: a.low * factor } : { low: a.low * factor, high: a.high * factor };
}

/** How far apart two intervals are; 0 where they share a number. */
export function distance(a: Interval, b: Interval): number {
  return Math.max(0, a.low - b.high, b.low - a.high);
}

/** What is lost to binary fractions, in fractions of 1: far below any digit that a paper prints. */
export const slack = 1e-9;

/**
 * What a fraction may have been if its further digits were cut off, up or down, and not rounded: a
 * whole unit of its last digit.
 */
export function fractionBeforeCutting(value: number): Interval {
  return around(value, 10 ** -Math.max(2, decimals(value)));
}

/** Whether two fractions can be the same number before rounding. */
export function agree(a: Interval, b: Interval): boolean {
  return distance(a, b) <= slack;
}

function around(value: number, half: number): Interval {
  return { low: value - half, high: value + half };
}

/** Digits after the point in the shortest text that gives the number. */
function decimals(value: number): number {
  const [digits = "", exponent = "0"] = String(Math.abs(value)).split("e");
  const [, fraction = ""] = digits.split(".");
  return Math.max(0, fraction.length - Number(exponent));
}
