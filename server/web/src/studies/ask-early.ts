import { call } from "../api/calls.ts";

/** What a study's page shows first: its front and newest trials, and the study. */
export function askForStudy(name: string, signal?: AbortSignal) {
  const [given, more] = [{ params: { name } }, signal ? { signal } : {}];
  return [call("studyOutlook", given, more), call("showStudy", given, more)] as const;
}

let asked: { name: string; answers: ReturnType<typeof askForStudy> } | undefined;

/** Asks for a study whose page was opened before the page's code is there: both are then on their way together. */
export function askEarly(name: string): void {
  asked = { name, answers: askForStudy(name) };
}

/** What was asked for early, once, and for the first study that is shown alone. */
export function takeAsked(name: string): ReturnType<typeof askForStudy> | undefined {
  const early = asked;
  asked = undefined;
  return early?.name === name ? early.answers : undefined;
}
