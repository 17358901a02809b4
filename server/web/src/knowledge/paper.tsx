import { at } from "../address.ts";
import { call } from "../api/calls.ts";
import { useQuery } from "../api/queries.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Fact } from "../parts/fact.tsx";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { Part } from "./part.tsx";

/** A paper: each result at its place in it, what the auditor doubts, and who says otherwise. */
export function PaperPage({ of: [id = ""] }: { of: string[] }) {
  const asked = useAnswer("papers", (signal) => call("listPapers", { query: { limit: 10_000 } }, { signal }));
  const results = useQuery("results-of-paper", { paper: id });
  const against = useQuery("contradictions", { paper: id });
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  if (!asked.data) return <Loading what={`paper ${id}`} />;
  const paper = asked.data.papers.find((each) => each.id === id);
  if (!paper)
    return (
      <Empty title={`The graph has no paper ${id}.`}>
        <Link to="/knowledge?list=papers">All papers</Link>
      </Empty>
    );
  return (
    <article>
      <p className="crumbs">
        <Link to="/knowledge">Knowledge</Link> / <Link to="/knowledge?list=papers">Papers</Link>
      </p>
      <h1>{paper.title}</h1>
      <dl className="facts">
        <Fact name="id">{paper.id}</Fact>
        <Fact name="year">{paper.year ?? "–"}</Fact>
        <Fact name="authors">{paper.authors?.join(", ") ?? "not stated"}</Fact>
        <Fact name="proposes">
          {paper.methods.length === 0 && "no method that is here"}
          {paper.methods.map((method) => (
            <Link key={method} to={at`/knowledge/methods/${method}`}>
              {method}{" "}
            </Link>
          ))}
        </Fact>
      </dl>
      <Part
        title="Results, each at its place"
        asked={results}
        empty="No result was taken from it."
        columns={[
          "locator",
          "method",
          "algorithm",
          "task",
          "ar",
          "pr",
          "fr",
          "accuracy",
          "baseAccuracy",
          "variant",
          "settings",
          "flags",
        ]}
      />
      <Part
        title="Contradictions"
        asked={against}
        empty="No other paper here says otherwise."
        columns={["method", "task", "why", "delta", "firstPaper", "firstLocator", "secondPaper", "secondLocator"]}
      />
    </article>
  );
}
