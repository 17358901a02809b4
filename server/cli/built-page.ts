import { ensurePage } from "../provision/page.ts";
import type { Session } from "./session.ts";

/** The folder of the built page; builds it first where its sources have changed. */
export function builtPage({ progress }: Pick<Session, "progress">): Promise<string> {
  return ensurePage(() => {
    const task = progress.begin("building the page", 1);
    return (note) => task.end(note);
  });
}
