/** What an answer may have, in bytes of JSON: about 4,000 tokens, and about 16,000 where more is asked for. */
export const answerBytes = { usual: 8_500, more: 34_000 } as const;

/**
 * A value as compact JSON within so many bytes: figures with four digits, without vectors, and with only as many rows of
 * its longest list as fit; `left_out` then says how many are not shown, and how to get at them.
 */
export function fitted(value: unknown, more: boolean): string {
  const most = more ? answerBytes.more : answerBytes.usual;
  const whole = slim(value);
  const text = JSON.stringify(whole);
  if (Buffer.byteLength(text) <= most) return text;
  const [key, list] = longestList(whole);
  if (list === undefined) return `${clipped(text, most - 100)}… (cut: the answer is longer)`;
  const advice = more ? "choose fewer rows" : "choose fewer rows, or set more";
  const shown = (count: number) => {
    const left_out = `${list.length - count} of ${list.length} ${key}; ${advice}`;
    const rows = list.slice(0, count);
    return JSON.stringify(Array.isArray(whole) ? { rows, left_out } : { ...(whole as object), [key]: rows, left_out });
  };
  let [fits, tooMany] = [0, list.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (Buffer.byteLength(shown(middle)) <= most) fits = middle;
    else tooMany = middle;
  }
  const cut = shown(fits);
  return Buffer.byteLength(cut) <= most ? cut : `${clipped(cut, most - 100)}… (cut: the answer is longer)`;
}

/** The head of a text, so many bytes at most, without a torn character. */
function clipped(text: string, bytes: number): string {
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes)).replace(/\ufffd+$/, "");
}

/** The list with the most JSON in it, of a value that is one or has some. */
function longestList(value: unknown): [string, unknown[]] | [string, undefined] {
  if (Array.isArray(value)) return ["rows", value];
  if (value === null || typeof value !== "object") return ["", undefined];
  const lists = Object.entries(value).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const size = ([, list]: [string, unknown[]]) => JSON.stringify(list).length;
  return lists.sort((a, b) => size(b) - size(a))[0] ?? ["", undefined];
}

/** Without what an assistant has no use for: empty fields, vectors, digits beyond the fourth. */
function slim(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(4));
  if (Array.isArray(value)) {
    const isVector = value.length > 16 && value.every((each) => typeof each === "number");
    return isVector ? `(a vector of ${value.length} numbers)` : value.map(slim);
  }
  if (value === null || typeof value !== "object") return value;
  const held = Object.entries(value).filter(([, each]) => each !== null && !(Array.isArray(each) && each.length === 0));
  return Object.fromEntries(held.map(([key, each]) => [key, slim(each)]));
}
