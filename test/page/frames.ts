import type { Page } from "playwright-core";

/** How long the frames of a while took, in milliseconds. */
export interface Frames {
  frames: number;
  median: number;
  p95: number;
  longest: number;
}

interface Recorder {
  frameTimes: number[];
  isRecording: boolean;
}

/** The frames that the page draws while something is done in it. */
export async function framesDuring(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const own = globalThis as unknown as Recorder;
    own.frameTimes = [];
    own.isRecording = true;
    let last = performance.now();
    requestAnimationFrame(function tick(now) {
      own.frameTimes.push(now - last);
      last = now;
      if (own.isRecording) requestAnimationFrame(tick);
    });
  });
  await act();
  const times = await page.evaluate(() => {
    const own = globalThis as unknown as Recorder;
    own.isRecording = false;
    return own.frameTimes.slice(1);
  });
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { frames: sorted.length, median: at(0.5), p95: at(0.95), longest: at(1) };
}

/** Moves the pressed mouse across a box of the page, in so many steps, as a hand does. */
export async function dragAcross(
  page: Page,
  box: { x: number; y: number; width: number; height: number },
  steps = 60,
): Promise<void> {
  const at = (share: number) => [box.x + share * box.width, box.y + share * box.height] as const;
  await page.mouse.move(...at(0.1));
  await page.mouse.down();
  for (let step = 1; step <= steps; step++) {
    await page.mouse.move(...at(0.1 + (0.8 * step) / steps));
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
}

/** A line of a table of measurements. */
export function inWords(what: string, { frames, median, p95, longest }: Frames): string {
  const ms = (value: number) => value.toFixed(1).padStart(8);
  return `${what.padEnd(44)}${String(frames).padStart(6)} frames${ms(median)} median${ms(p95)} p95${ms(longest)} longest, ms`;
}
