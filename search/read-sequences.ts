import type { Lstm, LstmState } from "./lstm.ts";

/**
 * Reads sequences of candidates with a network, each beginning that they share once.
 *
 * @param vectorOf a candidate's input `[inputs]`
 * @param states gathers the states in the order they are read, for the backward pass
 */
export function sequenceReader(
  lstm: Lstm,
  vectorOf: (candidate: number) => Float64Array,
  states = new Map<string, LstmState>(),
): (sequence: readonly number[]) => LstmState {
  return (sequence) => {
    let key = "";
    let state = states.get(key) ?? lstm.start();
    states.set(key, state);
    for (const candidate of sequence) {
      key += `,${candidate}`;
      state = states.get(key) ?? lstm.read(state, vectorOf(candidate));
      states.set(key, state);
    }
    return state;
  };
}
