import type { ReactNode } from "react";
import type { Problem } from "../api/ask.ts";

/** Something is on its way. It shows after a moment only, so that what is quick does not flicker. */
export function Loading({ what }: { what: string }) {
  return (
    <p className="state loading" role="status">
      Loading {what} …
    </p>
  );
}

/** Something could not be had, in the server's own words. */
export function Failed({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div className="state failed" role="alert">
      <p>{problem.detail}</p>
      {again && (
        <button type="button" className="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** There is nothing yet, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state empty">
      <p className="title">{title}</p>
      {children}
    </div>
  );
}

/** A word on a coloured ground: a study's or a trial's state. */
export function Badge({ of, children }: { of: string; children?: ReactNode }) {
  return <span className={`badge ${of}`}>{children ?? of}</span>;
}

/** What is said to those who listen to the page; `alert` at once. */
export function Note({ kind = "info", children }: { kind?: "info" | "bad" | "good"; children: ReactNode }) {
  return (
    <p className={`note ${kind}`} role={kind === "bad" ? "alert" : "status"}>
      {children}
    </p>
  );
}
