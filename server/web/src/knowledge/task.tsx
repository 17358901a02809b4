import { call } from "../api/calls.ts";
import { useQuery } from "../api/queries.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Fact } from "../parts/fact.tsx";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { count, percent, short } from "../words.ts";
import { Part } from "./part.tsx";

/** A task: what it is, and who does best on it, each figure with its source. */
export function TaskPage({ of: [id = ""] }: { of: string[] }) {
  const asked = useAnswer("tasks", (signal) => call("listTasks", { query: { limit: 10_000 } }, { signal }));
  const best = useQuery("best-by-task", { task: id });
  const outcomes = useQuery("outcomes-on-task", { task: id, limit: 500 });
  const like = useQuery("similar-tasks", { task: id });
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  if (!asked.data) return <Loading what={`task ${id}`} />;
  const task = asked.data.tasks.find((each) => each.id === id);
  if (!task)
    return (
      <Empty title={`The graph has no task ${id}.`}>
        <Link to="/knowledge?list=tasks">All tasks</Link>
      </Empty>
    );
  const { features } = task;
  const facts = [
    ["network", task.networkId],
    ["data set", task.datasetId],
    ["classes", count(features.categories)],
    [
      "image",
      features.imageSize === null ? "–" : `${features.imageSize} × ${features.imageSize} × ${features.channels ?? "?"}`,
    ],
    ["images", count(features.dataAmount)],
    ["parameters", short(features.parameters)],
    ["FLOPs", short(features.flops)],
    ["accuracy", percent(features.accuracy)],
  ] as const;
  return (
    <article>
      <p className="crumbs">
        <Link to="/knowledge">Knowledge</Link> / <Link to="/knowledge?list=tasks">Tasks</Link>
      </p>
      <div className="heading">
        <h1>{task.id}</h1>
        <span className="grow" />
        <Link className="button" to={`/studies?q=${encodeURIComponent(id)}`}>
          Studies on it
        </Link>
        <Link className="button" to={`/explore?at=${encodeURIComponent(`Task:${id}`)}`}>
          Explore
        </Link>
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
      <Part
        title="Leaderboard: most removed while the accuracy stays"
        asked={best}
        empty="No published result here keeps the accuracy on it."
        columns={[
          "method",
          "pr",
          "fr",
          "ar",
          "accuracy",
          "baseAccuracy",
          "paper",
          "locator",
          "variant",
          "results",
          "flags",
        ]}
      />
      <Part title="All outcomes, published and measured here" asked={outcomes} empty="Nothing is known of it yet." />
      <Part title="Tasks like it" asked={like} empty="No other task has features to compare." />
    </article>
  );
}
