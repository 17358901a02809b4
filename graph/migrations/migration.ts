/**
 * One step in the life of the schema. Once released it is never edited: a change is a new
 * migration.
 *
 * Each statement can run twice without harm (`IF NOT EXISTS`), because Neo4j commits schema
 * statements one by one: a migration that was interrupted is simply run again.
 */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}
