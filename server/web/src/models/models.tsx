import { useState } from "react";
import { at, go } from "../address.ts";
import { call, type Returned } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { count, percent, short } from "../words.ts";
import { ImportModel } from "./import-model.tsx";
import { TrainModel } from "./train-model.tsx";

/** The models that have a name, and the two ways to a new one. */
export function Models() {
  const [turn, setTurn] = useState(0);
  const ask = { query: { limit: 10_000 } };
  const asked = useAnswer(`models ${turn}`, (signal) => call("listModels", ask, { signal }), { keep: true });
  const made = () => setTurn((before) => before + 1);
  const models = asked.data?.models;
  return (
    <>
      <h1>Models</h1>
      {asked.problem && <Failed problem={asked.problem} again={asked.again} />}
      {!models && asked.loading && <Loading what="models" />}
      {models?.length === 0 && (
        <Empty title="No model has a name yet.">
          <p>Train one or take one in below; a study makes smaller ones of it.</p>
        </Empty>
      )}
      {models && models.length > 0 && (
        <Table
          label="Models"
          rows={models}
          columns={columns}
          keyOf={({ hash }) => hash}
          onFocus={({ hash }) => go(at`/models/${hash}`)}
        />
      )}
      <div className="columns">
        <TrainModel onMade={made} />
        <ImportModel onMade={made} />
      </div>
    </>
  );
}

type Listed = Returned<"listModels">["models"][number];

const columns: Column<Listed>[] = [
  {
    id: "name",
    title: "model",
    width: "minmax(160px, 1fr)",
    by: ({ name, hash }) => name ?? hash,
    cell: ({ names, hash }) => <Link to={at`/models/${hash}`}>{names.join(", ") || hash.slice(0, 12)}</Link>,
  },
  { id: "network", title: "network", width: "140px", by: (m) => m.network, cell: (m) => m.network },
  { id: "data", title: "data", width: "110px", by: (m) => m.data, cell: (m) => m.data },
  {
    id: "parameters",
    title: "parameters",
    width: "110px",
    number: true,
    by: (m) => m.parameters,
    cell: (m) => count(m.parameters),
  },
  { id: "flops", title: "FLOPs", width: "100px", number: true, by: (m) => m.flops, cell: (m) => short(m.flops) },
  {
    id: "testAccuracy",
    title: "accuracy (test)",
    width: "130px",
    number: true,
    by: (m) => m.testAccuracy,
    cell: (m) => percent(m.testAccuracy),
  },
  {
    id: "steps",
    title: "made by",
    width: "120px",
    by: (m) => m.scheme.length,
    cell: (m) => (m.original ? `${m.scheme.length} steps` : "training"),
  },
];
