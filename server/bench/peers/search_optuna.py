"""Optuna's samplers as a search: proposes schemes on standard output, reads what they reached.

The first line of input has the strategies and the sampler; then for each line of output,
{"scheme": [indices], "cpuSeconds": s}, one line of input, {"ar": .., "pr": ..}.
"""
import json
import random
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
WORTHLESS = (-0.5, 0.0)


class Space:
    def __init__(self, strategies, most):
        self.strategies, self.most = strategies, most
        self.methods = sorted({s["method"] for s in strategies})
        self.index = {(s["method"], *s["settings"]): i for i, s in enumerate(strategies)}
        self.values = {
            m: [sorted(set(column)) for column in zip(*(s["settings"] for s in strategies if s["method"] == m))]
            for m in self.methods
        }

    def step(self, trial, prefix):
        """A method and its settings; None where the method has no strategy with these settings."""
        method = trial.suggest_categorical(f"{prefix}method", self.methods)
        settings = [
            trial.suggest_categorical(f"{prefix}{method} {k}", values) for k, values in enumerate(self.values[method])
        ]
        return self.index.get((method, *settings))

    def possible(self, scheme):
        return None not in scheme and sum(self.strategies[i]["share"] for i in scheme) <= self.most + 1e-9


def sampler_of(kind, seed):
    if kind.startswith("tpe"):
        return optuna.samplers.TPESampler(seed=seed, n_startup_trials=8)
    if kind == "nsga2":
        return optuna.samplers.NSGAIISampler(seed=seed, population_size=12)
    return optuna.samplers.GPSampler(seed=seed, n_startup_trials=8)


def front(measured):
    return [
        s
        for s, (ar, pr) in measured.items()
        if not any(a >= ar and p >= pr and (a > ar or p > pr) for a, p in measured.values())
    ]


def main():
    began = time.process_time()  # Importing is not counted.
    told = json.loads(sys.stdin.readline())
    space = Space(told["strategies"], told["mostRemoved"])
    kind, longest = told["sampler"], told["maxLength"]
    draw = random.Random(told["seed"])
    study = optuna.create_study(
        directions=["maximize", "maximize"], sampler=sampler_of(kind, told["seed"]), storage=told["storage"]
    )
    measured = {(): (0.0, 0.0)}

    def measure(scheme):
        print(json.dumps({"scheme": list(scheme), "cpuSeconds": time.process_time() - began}), flush=True)
        line = sys.stdin.readline()
        if not line:
            sys.exit(0)
        reached = json.loads(line)
        measured[scheme] = (reached["ar"], reached["pr"])
        return measured[scheme]

    def fitting(step, parents):
        """Those that this step can follow, to a scheme that was not measured."""
        return [s for s in parents if space.possible((*s, step)) and (*s, step) not in measured]

    misses = 0
    while True:
        trial = study.ask()
        if kind.endswith("-extension"):
            step = space.step(trial, "")
            short = {s: r for s, r in measured.items() if len(s) < longest}
            parent = draw.choice(fitting(step, front(short)) or fitting(step, short) or [()])
            scheme = (*parent, step)
            before = measured[parent]
        else:
            length = trial.suggest_int("length", 1, longest)
            scheme = tuple(space.step(trial, f"{at} ") for at in range(length))
            before = (0.0, 0.0)
        known = WORTHLESS if not space.possible(scheme) else measured.get(scheme)
        if known is None:
            misses = 0
            ar, pr = measure(scheme)
        else:
            # It costs nothing; a sampler that is caught in what is known gets a random scheme.
            misses += 1
            ar, pr = known
        study.tell(trial, (ar - before[0], pr - before[1]))
        if misses >= 10:
            misses = 0
            wild = (*scheme[:-1], draw.randrange(len(space.strategies)))
            if space.possible(wild) and wild not in measured:
                measure(wild)


main()
