/** Why what was read in a table may be wrong, as data; `doubtSentence` puts it in words. */
export type ReadingDoubt =
  /** No row of the table is a header: what its columns are is guessed. */
  | { kind: "noHeader" }
  /** Numbers of the row are under labels that say nothing to the reader. */
  | { kind: "columnsNotUnderstood"; labels: string[] }
  /** A label over the row's figures names nothing that the reader knows. */
  | { kind: "labelNotUnderstood"; label: string }
  /** No row of the table names a method, but its caption does. */
  | { kind: "methodOfCaption"; name: string }
  /** No lines separate the table's columns; they were found by the distance between words. */
  | { kind: "columnsByDistance" }
  /** A network that AutoMC does not know. */
  | { kind: "unknownNetwork"; name: string }
  | { kind: "moreNumbersThanLabels"; text: string }
  | { kind: "wordsBesideNumber"; words: string }
  | { kind: "decimalComma"; digits: string }
  /** The label names no quantity; it is read as accuracy. */
  | { kind: "guessedQuantity" }
  | { kind: "lossOrGain" }
  | { kind: "assumedMillions" }
  | { kind: "goneOrLeft" };
