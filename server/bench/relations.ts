/** What the tasks of earlier studies have to do with the task that is searched. */
export const relations = ["same", "related", "unrelated", "contrary"] as const;
export type Relation = (typeof relations)[number];
