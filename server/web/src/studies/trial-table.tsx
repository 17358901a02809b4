import { useMemo } from "react";
import { at } from "../address.ts";
import { Link } from "../link.tsx";
import { Badge, Empty } from "../parts/states.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { change, count, percent, seconds } from "../words.ts";
import { Scheme } from "./scheme.tsx";
import type { Measured, Trial } from "./shapes.ts";
import type { Views } from "./views.ts";

/** All trials, or those in the brush. */
export function TrialTable({ study, trials, first, front, chosen, focus, onFocus, onOpen }: Views) {
  const rows = useMemo(() => (chosen ? trials.filter(({ number }) => chosen.has(number)) : trials), [trials, chosen]);
  const columns = useMemo(() => columnsOf(study.name, new Set(front.map(({ number }) => number))), [study.name, front]);
  if (trials.length === 0)
    return <Empty title="No trial yet: the first one is on its way once its training is done." />;
  return (
    <Table
      label="Trials"
      rows={rows}
      awaited={first && first.trials - rows.length}
      columns={columns}
      keyOf={keyOf}
      sort={{ id: "number", down: true }}
      focus={focus}
      onFocus={({ number }) => onFocus(number)}
      onOpen={({ number }) => onOpen(number)}
      height={380}
    />
  );
}

/** A figure of a trial; none of one that failed. */
function figure(
  trial: Trial,
  id: keyof Measured & ("pr" | "fr" | "ar" | "validationAr" | "accuracy" | "parameters" | "seconds"),
) {
  return trial.state === "failed" ? null : trial[id];
}

const keyOf = ({ number }: Trial) => number;

function columnsOf(study: string, front: ReadonlySet<number>): Column<Trial>[] {
  const rate = (id: "pr" | "fr" | "ar" | "validationAr", title: string, help: string): Column<Trial> => ({
    id,
    title,
    help,
    width: "92px",
    number: true,
    by: (trial) => figure(trial, id),
    cell: (trial) => (id === "pr" || id === "fr" ? percent : change)(figure(trial, id)),
  });
  return [
    {
      id: "number",
      title: "#",
      width: "70px",
      number: true,
      by: ({ number }) => number,
      cell: ({ number }) => <Link to={at`/studies/${study}/trials/${number}`}>{number}</Link>,
    },
    {
      id: "state",
      title: "state",
      width: "104px",
      by: ({ number, state }) => (front.has(number) ? "a front" : state),
      cell: ({ number, state }) => (front.has(number) ? <Badge of="front" /> : <Badge of={state} />),
    },
    {
      id: "scheme",
      title: "scheme",
      width: "minmax(260px, 1fr)",
      by: ({ scheme }) => scheme,
      cell: ({ scheme }) => <Scheme of={scheme} />,
    },
    rate("pr", "PR", "parameter reduction rate"),
    rate("fr", "FR", "FLOPs reduction rate"),
    rate("validationAr", "AR (val.)", "accuracy increase rate on validation data: what the search chooses by"),
    rate("ar", "AR (test)", "accuracy increase rate on test data: what is reported"),
    {
      id: "accuracy",
      title: "accuracy",
      width: "92px",
      number: true,
      by: (trial) => figure(trial, "accuracy"),
      cell: (trial) => percent(figure(trial, "accuracy")),
    },
    {
      id: "parameters",
      title: "parameters",
      width: "104px",
      number: true,
      by: (trial) => figure(trial, "parameters"),
      cell: (trial) => count(figure(trial, "parameters")),
    },
    {
      id: "seconds",
      title: "time",
      width: "100px",
      number: true,
      by: (trial) => figure(trial, "seconds"),
      cell: (trial) => seconds(figure(trial, "seconds")),
    },
  ];
}
