import { percent } from "../audit/in-words.ts";
import type { ReadingDoubt } from "../tables/doubt.ts";

/** Why a proposed result may be wrong, or is none, as data; `doubtSentence` puts it in words. */
export type Doubt =
  | ReadingDoubt
  | { kind: "looksLikeCode"; name: string }
  | { kind: "newAndAssumed"; name: string }
  | { kind: "equalsBase"; accuracy: number }
  | { kind: "farAboveBase"; accuracy: number; base: number }
  | { kind: "nothingBeside"; name: string }
  | { kind: "saysUnchanged"; said: string }
  | { kind: "askedMapping" }
  | { kind: "noNetwork" }
  | { kind: "noDataset" }
  | { kind: "noAccuracy" }
  | { kind: "named"; what: "network" | "data set"; name: string; from: "text" | "document" }
  | { kind: "onlyFamily"; family: string }
  | { kind: "repository" }
  | { kind: "computedAccuracy" }
  | { kind: "chanceAccuracy" }
  | { kind: "changeDiffers"; change: number; after: number; base: number }
  | { kind: "noMethod" }
  | { kind: "assumedOwn"; own: string }
  | { kind: "unnamedOwn"; label: string }
  | { kind: "step"; name: string }
  | { kind: "stepAsOwn"; name: string; own: string }
  | { kind: "stepOnTheWay"; name: string }
  | { kind: "onlyCitation"; citation: string; method?: string }
  | { kind: "perhapsNoMethod"; name: string }
  | { kind: "severalNetworks"; networks: string[] }
  | { kind: "otherParameters"; networks: string[] }
  | { kind: "unknownDataset"; name: string };

/** A doubt as a person reads it, without a full stop. */
export function doubtSentence(doubt: Doubt): string {
  switch (doubt.kind) {
    case "columnsByDistance":
      return "its columns were found by their distance alone; no lines are drawn";
    case "unknownNetwork":
      return `"${doubt.name}" is no network that is known`;
    case "moreNumbersThanLabels":
      return `"${doubt.text}" has more numbers than its label`;
    case "wordsBesideNumber":
      return `words are beside the number: "${doubt.words}"`;
    case "decimalComma":
      return `the comma of "${doubt.digits}" is read as a decimal point`;
    case "guessedQuantity":
      return "the label names no quantity; accuracy is the usual one";
    case "lossOrGain":
      return "the label does not say whether the change is a loss";
    case "assumedMillions":
      return "no unit is given for the parameters; taken as millions";
    case "goneOrLeft":
      return "a compression ratio in percent may be what is gone or what is left";
    case "noHeader":
      return "no row of the table is a header, so what its columns are is guessed";
    case "columnsNotUnderstood":
      return `numbers are under ${doubt.labels.map((label) => (label === "" ? "no label" : `"${label}"`)).join(", ")}, which says nothing to the reader`;
    case "labelNotUnderstood":
      return `"${doubt.label}" over the figures is no network, data set or setting that the reader knows`;
    case "methodOfCaption":
      return `no method is named in the row; the caption names ${doubt.name}`;
    case "looksLikeCode":
      return `"${doubt.name}" looks like a scheme, a checkpoint or a place of publication and no method`;
    case "newAndAssumed":
      return `the graph does not have ${doubt.name}, and the row does not name it`;
    case "equalsBase":
      return `the accuracy is that before compression, ${percent(doubt.accuracy)}`;
    case "farAboveBase":
      return `the accuracy of ${percent(doubt.accuracy)} is far above ${percent(doubt.base)} before compression`;
    case "nothingBeside":
      return `nothing says what ${doubt.name} changes: no reduction and no accuracy before compression`;
    case "saysUnchanged":
      return `"${doubt.said}" may be the network before compression`;
    case "askedMapping":
      return "what its columns are was proposed by your endpoint, and by no person";
    case "noNetwork":
      return "no network is named";
    case "noDataset":
      return "no data set is named";
    case "noAccuracy":
      return "no accuracy after compression is printed";
    case "named":
      return `the ${doubt.what} ${doubt.name} is ${
        doubt.from === "text" ? "named only in the text around the table" : "known only from the rest of the document"
      }`;
    case "onlyFamily":
      return `only the family ${doubt.family} is named, not which network of it`;
    case "repository":
      return "a repository's page: the figures need not be the paper's (--id says whose they are)";
    case "computedAccuracy":
      return "the accuracy is not printed; it is computed from the one before and the change";
    case "chanceAccuracy":
      return "the accuracy is that of chance";
    case "changeDiffers":
      return `the change of accuracy is printed as ${percent(doubt.change)}, but ${percent(doubt.after)} after ${percent(doubt.base)} is another`;
    case "noMethod":
      return "no method is named";
    case "assumedOwn":
      return `no method is named in the row; it is taken for the paper's own, ${doubt.own}`;
    case "unnamedOwn":
      return `"${doubt.label}" is the paper's own method, whose name was not found`;
    case "step":
      return `"${doubt.name}" names a step, no method`;
    case "stepAsOwn":
      return `"${doubt.name}" is taken for the paper's own method, ${doubt.own}`;
    case "stepOnTheWay":
      return `"${doubt.name}" is a step on the way, perhaps before fine-tuning`;
    case "onlyCitation":
      return doubt.method === undefined
        ? `the row names only a citation, "${doubt.citation}"`
        : `the row names only the citation [${doubt.citation}], which is ${doubt.method}`;
    case "perhapsNoMethod":
      return `"${doubt.name}" may be no method's name`;
    case "severalNetworks":
      return `the graph has several networks of this name (${doubt.networks.join(", ")}) and the paper does not say which`;
    case "otherParameters":
      return `the graph's ${doubt.networks.join(", ")} has other parameters`;
    case "unknownDataset":
      return `nothing is known of the data set ${doubt.name}`;
  }
}
