"""Reads CompressBench: its table, its space, its best-known fronts, and its surrogate.

    from compressbench import CompressBench
    bench = CompressBench()
    print(bench.steps[["task", "method", "after_parameters", "after_test"]])
    state = bench.start(bench.tasks[0])
    state = bench.step(state, "NS", HP1=0.3, HP2=0.2, HP6=0.9)
    print(state.pr, state.ar, state.seconds)

It needs pandas and pyarrow; the surrogate also needs onnxruntime and numpy.
"""

import json
import math
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

LEAST_LEFT = 0.01  # a step leaves at least so much of the original
ABSENT = -1.0  # a hyperparameter that a method does not have


@dataclass(frozen=True)
class State:
    """A model on its way: what the steps so far left, as shares of the original's, by the surrogate."""

    task: str
    methods: tuple = ()
    parameters: float = 1.0
    flops: float = 1.0
    validation: float = 1.0
    test: float = 1.0
    seconds: float = 0.0

    @property
    def pr(self):
        """Parameter reduction rate."""
        return 1 - self.parameters

    @property
    def fr(self):
        """FLOPs reduction rate."""
        return 1 - self.flops

    @property
    def ar(self):
        """Accuracy increase rate, by test data."""
        return self.test - 1


class CompressBench:
    def __init__(self, folder=Path(__file__).parent):
        self.folder = Path(folder)
        self.steps = pd.read_parquet(self.folder / "steps.parquet")
        self.space = self._json("space.json")
        self.fronts = {task: pd.DataFrame(rows) for task, rows in self._json("fronts.json").items()}
        self.about = self._json("surrogate.json")
        self.tasks = [task["id"] for task in self.space["tasks"]]

    def rates(self, task=None):
        """PR, FR and AR of every row, by test data; of one task, or of all."""
        rows = self.steps if task is None else self.steps[self.steps.task == task]
        return rows[["task", "scheme", "seed"]].assign(
            pr=1 - rows.after_parameters / rows.original_parameters,
            fr=1 - rows.after_flops / rows.original_flops,
            ar=rows.after_test / rows.original_test - 1,
        )

    def start(self, task):
        """The original model of a task."""
        if task not in self.tasks:
            raise ValueError(f"There is no task {task!r}; there are {', '.join(self.tasks)}.")
        return State(task)

    def features(self, state, method, settings):
        """The surrogate's inputs for a step, in the order of surrogate.json."""
        known = self.space["methods"]
        if method not in known:
            raise ValueError(f"There is no method {method!r}; there are {', '.join(known)}.")
        if set(settings) != set(known[method]):
            raise ValueError(f"{method} needs {', '.join(known[method])}; given were {', '.join(settings) or 'none'}.")
        values = {f"task={state.task}": 1.0, f"method={method}": 1.0, "length": len(state.methods) + 1.0}
        values |= {name: getattr(state, name) for name in ("parameters", "flops", "validation", "test")}
        values |= {f"before={name}": float(state.methods.count(name)) for name in known}
        if state.methods:
            values[f"last={state.methods[-1]}"] = 1.0
        for name, choices in self.space["hyperparameters"].items():
            value = settings.get(name, ABSENT)
            values[name] = float(choices.index(value)) if isinstance(value, str) else float(value)
        return [values.get(name, 0.0) for name in self.about["inputs"]]

    def step(self, state, method, **settings):
        """What the surrogate says is left after one more step; without noise."""
        import numpy as np

        row = np.asarray([self.features(state, method, settings)], dtype=np.float32)
        said = dict(zip(self.about["outputs"], self._session.run(None, {"features": row})[0][0].tolist()))
        return replace(
            state,
            methods=(*state.methods, method),
            parameters=min(state.parameters, max(LEAST_LEFT, state.parameters - said["parameters"])),
            flops=max(LEAST_LEFT, state.flops - said["flops"]),
            validation=max(0.0, state.validation + said["validation"]),
            test=max(0.0, state.test + said["test"]),
            seconds=state.seconds + math.exp(said["log_seconds"]),
        )

    @cached_property
    def _session(self):
        import onnxruntime

        return onnxruntime.InferenceSession(str(self.folder / "surrogate.onnx"), providers=["CPUExecutionProvider"])

    def _json(self, name):
        return json.loads((self.folder / name).read_text(encoding="utf-8"))
