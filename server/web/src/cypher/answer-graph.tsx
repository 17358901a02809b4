import { useMemo, useState } from "react";
import { go } from "../address.ts";
import { call } from "../api/calls.ts";
import type { Row } from "../api/queries.ts";
import { useAnswer } from "../api/use-answer.ts";
import { KindsLegend } from "../knowledge/kinds-legend.tsx";
import { NodePanel } from "../knowledge/node-panel.tsx";
import { Picture } from "../knowledge/picture.tsx";
import { Loading } from "../parts/states.tsx";
import { graphOf } from "./answer-nodes.ts";

/** As many as Neo4j's own browser draws; the explorer draws more. */
const most = 1000;

const between =
  "MATCH (a)-[r]->(b) WHERE elementId(a) IN $ids AND elementId(b) IN $ids RETURN {id: elementId(r), type: type(r), start: elementId(a), end: elementId(b), properties: {}} AS r";

/** The nodes, relationships and paths of an answer, drawn, with what connects the nodes in the graph. */
export function AnswerGraph({ rows }: { rows: readonly Row[] }) {
  const [connected, setConnected] = useState(true);
  const [focus, setFocus] = useState<string>();
  const own = useMemo(() => graphOf(rows, most), [rows]);
  const ids = useMemo(() => own.nodes.map(({ key }) => key), [own]);
  const asked = useAnswer(connected && ids.length > 1 ? `between ${ids.join()}` : null, (signal) =>
    call("runCypher", { body: { query: between, params: { ids } } }, { signal }),
  );
  const besides = connected ? asked.data?.rows : undefined;
  const shown = useMemo(() => graphOf(rows, most, besides), [rows, besides]);
  const looked = focus ?? shown.nodes[0]?.key;
  const explore = (key: string) => {
    const node = shown.nodes.find((each) => each.key === key)?.attributes;
    if (node) go(`/explore?at=${encodeURIComponent(`${node.kind}:${node.id}`)}`);
  };
  return (
    <section className="stack" aria-label="Rows as a graph">
      <div className="row-of legend-row">
        <KindsLegend shown={shown} />
        <label className="check">
          <input type="checkbox" checked={connected} onChange={() => setConnected(!connected)} />
          what connects them, too
        </label>
        <span className="soft" role="status">
          {shown.nodes.length} nodes, {shown.edges.length} relationships
          {shown.leftOut > 0 && `; ${shown.leftOut} nodes more are not drawn`}
          {shown.loose > 0 && `; ${shown.loose} relationships have ends that are not in the rows: return these too`}
        </span>
      </div>
      {asked.problem && <p className="soft">What connects them can't be read: {asked.problem.detail}</p>}
      {asked.loading ? (
        <Loading what="what connects them" />
      ) : (
        <Picture shown={shown} opened={none} focus={looked} onFocus={setFocus} onOpen={explore} />
      )}
      <NodePanel shown={shown} node={looked} isOpen={none} onFocus={setFocus} onToggle={explore} />
    </section>
  );
}

const none: ReadonlySet<string> = new Set();
