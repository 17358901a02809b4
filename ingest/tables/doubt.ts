/** Why what was read in a table may be wrong, as data; `doubtSentence` puts it in words. */
export type ReadingDoubt =
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
