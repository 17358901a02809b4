import { tf } from "../tensorflow.ts";
import { attribute, dataType } from "./graph-def.ts";
import { GraphRecorder, typeOf } from "./recorder.ts";
import { Session } from "./session.ts";

type Tensors = Record<string, tf.Tensor>;

/**
 * A function to trace. It may use its inputs and the variables, and must not read what they hold.
 */
export interface TracedFunction {
  /** Examples, for the shapes and types. */
  inputs: Tensors;
  /**
   * Called once, in a tidy. `updates` are new values for variables, by name; they are stored after
   * all was computed.
   */
  body(): { outputs: Tensors; updates: Tensors };
}

/**
 * Functions that share variables, compiled into one TensorFlow graph: a call is one step through
 * TensorFlow, whatever it holds.
 */
export class TracedGraph {
  readonly #session: Session;
  readonly #functions = new Map<string, { inputs: string[]; outputs: string[] }>();

  /**
   * Traces the functions. The variables have no value before `assign`.
   *
   * @throws CompressError `unsupported_layer` for what a graph cannot hold, `out_of_memory`.
   */
  constructor(variables: Tensors, functions: Record<string, TracedFunction>) {
    const recorder = new GraphRecorder();
    for (const [name, tensor] of Object.entries(variables)) addVariable(recorder, name, tensor);
    for (const [name, traced] of Object.entries(functions)) {
      for (const [input, tensor] of Object.entries(traced.inputs)) {
        const node = addPlaceholder(recorder, `${name}/in/${input}`, tensor);
        recorder.bind(tensor, node);
      }
      tf.tidy(() => {
        const { outputs, updates } = recorder.record(() => traced.body());
        const stored = Object.entries(updates).map(([variable, tensor]) => {
          const inputs = [`var/${variable}`, recorder.sourceOf(tensor), `^read/${variable}`];
          return `^${recorder.add(`${name}/set/${variable}`, "AssignVariableOp", inputs, { dtype: attribute.type(typeOf(tensor)) })}`;
        });
        for (const [output, tensor] of Object.entries(outputs)) {
          const inputs = [recorder.sourceOf(tensor), ...stored];
          recorder.add(`${name}/out/${output}`, "Identity", inputs, { T: attribute.type(typeOf(tensor)) });
        }
        this.#functions.set(name, { inputs: Object.keys(traced.inputs), outputs: Object.keys(outputs) });
      });
    }
    this.#session = new Session(recorder.nodes);
  }

  /** Calls a function; the caller disposes the result. */
  call(name: string, inputs: Tensors): Tensors {
    const traced = this.#functions.get(name);
    if (!traced) throw new Error(`No function ${name} was traced.`);
    const feeds = traced.inputs.map((input) => ({ node: `${name}/in/${input}`, tensor: inputs[input]! }));
    const results = this.#session.run(
      feeds,
      traced.outputs.map((output) => `${name}/out/${output}`),
    );
    return Object.fromEntries(traced.outputs.map((output, i) => [output, results[i]!]));
  }

  /** Copies values into variables. */
  assign(values: Tensors): void {
    const names = Object.keys(values);
    const done = this.#session.run(
      names.map((name) => ({ node: `new/${name}`, tensor: values[name]! })),
      names.map((name) => `assigned/${name}`),
    );
    tf.dispose(done);
  }

  /** The values of variables; the caller disposes them. */
  read(names: readonly string[]): Tensors {
    const values = this.#session.run(
      [],
      names.map((name) => `read/${name}`),
    );
    return Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  }

  /** Frees everything. */
  unload(): void {
    this.#session.unload();
  }
}

/**
 * A variable, how it is read, and how it is set from outside.
 *
 * The value is copied: a tensor made in JavaScript may share its memory with JavaScript, whose
 * references must not be dropped on TensorFlow's threads, which is where a variable lets go of its
 * old value.
 */
function addVariable(recorder: GraphRecorder, name: string, tensor: tf.Tensor): void {
  const dtype = attribute.type(typeOf(tensor));
  const variable = recorder.add(`var/${name}`, "VarHandleOp", [], {
    dtype,
    shape: attribute.shape(tensor.shape),
    shared_name: attribute.text(name),
    container: attribute.text(""),
  });
  recorder.bind(tensor, recorder.add(`read/${name}`, "ReadVariableOp", [variable], { dtype }));
  const given = addPlaceholder(recorder, `new/${name}`, tensor);
  const copied = recorder.add(`copy/${name}`, "DeepCopy", [given], { T: dtype });
  const assigned = recorder.add(`assign/${name}`, "AssignVariableOp", [variable, copied], { dtype });
  const nothing = attribute.tensor(dataType.int32, [], new Int32Array(1));
  recorder.add(`assigned/${name}`, "Const", [`^${assigned}`], {
    dtype: attribute.type(dataType.int32),
    value: nothing,
  });
}

function addPlaceholder(recorder: GraphRecorder, name: string, tensor: tf.Tensor): string {
  return recorder.add(name, "Placeholder", [], {
    dtype: attribute.type(typeOf(tensor)),
    shape: attribute.shape(tensor.shape),
  });
}
