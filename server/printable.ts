/**
 * Characters that act on a terminal instead of being shown: controls but tab and line feed, and
 * those that turn the direction of what follows.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A text as it may be printed: whatever wrote it (a card, a paper, an answer of the graph), it
 * shows and does nothing. A character that would act is written as `\u001b`, in JSON's way, so
 * that JSON stays JSON.
 */
export function printable(text: string): string {
  return text.replace(acting, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
