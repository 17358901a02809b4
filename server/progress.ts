/** How far a piece of work in another process is, as it is sent from one to the next. */
export interface StageProgress {
  stage: string;
  /** Fraction of the stage, 0 to 1. */
  done: number;
  /** A phrase for people, for example the loss. */
  note: string;
}

/** A piece of work that a command shows; `done` counts in the unit of `total`. */
export interface Task {
  update(done: number, note?: string): void;
  end(note?: string): void;
}

/**
 * Where a command tells people how far it is. Never mixed with data: data goes to standard output,
 * this to standard error.
 */
export interface Progress {
  begin(title: string, total: number): Task;
  line(text: string): void;
}

/** Reports nothing: for `--json`, and for what runs inside another command. */
export const silent: Progress = { line: () => {}, begin: () => ({ update: () => {}, end: () => {} }) };
