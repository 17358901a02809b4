import { describe, expect, test } from "vitest";
import { refuseSideEffects } from "../../../graph/reading/side-effects.ts";

describe("what only reads passes", () => {
  test.each([
    "SHOW ALL INDEXES",
    "SHOW LOOKUP INDEX",
    "SHOW NODE KEY CONSTRAINTS",
    "SHOW KEY CONSTRAINTS",
    "SHOW EXIST CONSTRAINTS",
    "SHOW PROPERTY EXISTENCE CONSTRAINTS",
    "SHOW NODE PROPERTY EXISTENCE CONSTRAINTS",
    "SHOW RELATIONSHIP UNIQUENESS CONSTRAINTS",
    "SHOW REL PROPERTY TYPE CONSTRAINTS",
    "SHOW PROCEDURES",
    "SHOW PROCEDURES YIELD name WHERE name STARTS WITH 'db' RETURN name",
    "SHOW FUNCTIONS",
    "SHOW BUILT IN FUNCTIONS",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) RETURN count(n)",
    "CYPHER 5 RETURN 1",
    "CYPHER runtime=slotted MATCH (n) RETURN n",
    "CYPHER 5 planner=cost runtime=slotted EXPLAIN MATCH (n) RETURN n",
    "EXPLAIN CYPHER 5 MATCH (n) RETURN n",
    "RETURN 'C:\\\\users' AS path",
    "CALL dbms.components()",
    "CALL db.info() YIELD name RETURN name",
    "WITH 1 AS use RETURN [use][0]",
  ])("%s", (cypher) => {
    expect(() => refuseSideEffects(cypher)).not.toThrow();
  });
});

describe("what does more is refused behind whatever it hides", () => {
  test.each([
    "EXPLAIN CREATE (:X)",
    "PROFILE CALL dbms.listConfig()",
    "CYPHER 5 CREATE (:X)",
    "CYPHER 25 INSERT (:X)",
    "CYPHER runtime=slotted CALL dbms.listConfig()",
    "CYPHER debug=ast MATCH (n) RETURN n",
    "EXPLAIN EXPLAIN SHOW TRANSACTIONS",
    "SHOW INDEXES YIELD name SHOW TRANSACTIONS",
    "SHOW PROCEDURES YIELD name TERMINATE TRANSACTIONS name",
    "SHOW FUNCTION TRANSACTIONS YIELD name SHOW TRANSACTIONS",
    "SHOW ALL TRANSACTIONS",
    "SHOW NODE TRANSACTIONS",
    "SHOW CURRENT USER",
    "RETURN 1CALL dbms.listConfig() YIELD name",
    "RETURN 1 AS x UNION DISTINCT USE system RETURN 1 AS x",
  ])("%s", (cypher) => {
    expect(() => refuseSideEffects(cypher)).toThrow(/not allowed here/);
  });

  test.each([
    String.raw`C\u0041LL db.x()`,
    String.raw`RETURN '\\\u0027 AS x CALL db.x() //'`,
  ])("an escape: %s", (cypher) => {
    expect(() => refuseSideEffects(cypher)).toThrow(/escapes/);
  });
});
