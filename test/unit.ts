// Runs before each file of the unit lane, and keeps its promise: it needs no native TensorFlow.
// (Nor Neo4j: there is none to find.)
const { dlopen } = process;
process.dlopen = (...call) => {
  if (call[1].includes("tfjs_binding"))
    throw new Error("A unit test loads native TensorFlow: name its file *.integration.test.ts (see CONTRIBUTING.md).");
  Reflect.apply(dlopen, process, call);
};
