import type { TableMapping } from "./table-mapping.ts";

type Is = TableMapping["columns"][string]["is"];
/** What a column can be, one word of it. */
export type Role = Exclude<Is, readonly unknown[]>;

/** In a reader's words. */
const roles: Record<Role, string> = {
  method: "method",
  network: "network",
  dataset: "data set",
  teacher: "teacher",
  bits: "bits",
  setting: "how it was run",
  ignore: "nothing of use",
  accuracy: "accuracy",
  baseAccuracy: "accuracy before",
  error: "error",
  baseError: "error before",
  top5: "top-5 accuracy",
  change: "change of accuracy",
  drop: "accuracy lost",
  parameters: "parameters",
  baseParameters: "parameters before",
  flops: "FLOPs",
  baseFlops: "FLOPs before",
  pr: "parameters removed",
  fr: "FLOPs removed",
  keptParameters: "parameters kept",
  keptFlops: "FLOPs kept",
  speedup: "speed-up",
  compression: "compression",
  target: "target",
};

/** A choice of what a column is; several numbers in its cells are one more choice. */
export function RoleOf(o: { is: Is; label: string; busy: boolean; onRole: (role: Role) => void }) {
  const several = typeof o.is === "string" ? undefined : o.is.map((role) => roles[role]).join(" + ");
  return (
    <select
      aria-label={o.label}
      disabled={o.busy}
      value={typeof o.is === "string" ? o.is : ""}
      onChange={({ target }) => o.onRole(target.value as Role)}
    >
      {several !== undefined && <option value="">{several}</option>}
      {Object.entries(roles).map(([role, title]) => (
        <option key={role} value={role}>
          {title}
        </option>
      ))}
    </select>
  );
}

const words: ReadonlySet<unknown> = new Set<Role>([
  "method",
  "network",
  "dataset",
  "teacher",
  "bits",
  "setting",
  "ignore",
]);

/** Whether a column of this holds words, whose numbers have no unit. */
export const isOfWords = (is: Is) => words.has(is);
