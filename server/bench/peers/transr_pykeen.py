"""PyKEEN's TransR: its own model, sampler, training loop and evaluator, on triples that are handed over as numbers."""
import json
import os
import resource
import sys
import tempfile
import time

given = json.loads(sys.argv[1])
scratch = tempfile.TemporaryDirectory()
os.environ["PYSTOW_HOME"] = scratch.name  # PyKEEN makes its folders on import; they go when this process ends

from importlib.metadata import version

import torch
from pykeen.evaluation import RankBasedEvaluator
from pykeen.losses import MarginRankingLoss
from pykeen.models import TransR
from pykeen.training import SLCWATrainingLoop, TrainingCallback
from pykeen.triples import CoreTriplesFactory

torch.set_num_threads(given["threads"])
torch.manual_seed(given["seed"])

with open(given["data"]) as file:
    data = json.load(file)
parts = {name: torch.tensor(data[name], dtype=torch.long) for name in ("train", "validation", "test")}
factory = CoreTriplesFactory(parts["train"], num_entities=data["entities"], num_relations=data["relations"])


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Clock(TrainingCallback):
    """Notes wall and processor time at the end of each epoch."""

    def __init__(self):
        super().__init__()
        self.marks = []

    def post_epoch(self, epoch, epoch_loss, **_):
        self.marks.append((time.perf_counter(), cpu()))


model = TransR(
    triples_factory=factory,
    embedding_dim=given["dim"],
    relation_dim=given["dim"],
    scoring_fct_norm=given["norm"],
    loss=MarginRankingLoss(margin=given["margin"]),
    random_seed=given["seed"],
)
loop = SLCWATrainingLoop(
    model=model,
    triples_factory=factory,
    optimizer=torch.optim.Adam(model.parameters(), lr=given["learningRate"]),
    negative_sampler=given["sampler"],
    negative_sampler_kwargs={"num_negs_per_pos": given["negatives"], "filtered": given["filtered"]},
)
clock = Clock()
clock.marks.append((time.perf_counter(), cpu()))
loop.train(
    factory, num_epochs=given["epochs"], batch_size=given["batchSize"], callbacks=clock, use_tqdm=False, num_workers=0, pin_memory=False
)


def evaluate(part, known):
    if len(parts[part]) == 0:
        return None
    started, before = time.perf_counter(), cpu()
    evaluator = RankBasedEvaluator(filtered=True)
    found = evaluator.evaluate(
        model, parts[part], additional_filter_triples=known, batch_size=given["evaluationBatch"], use_tqdm=False
    )
    figures = {
        "mrr": found.get_metric("both.realistic.inverse_harmonic_mean_rank"),
        **{f"hitsAt{k}": found.get_metric(f"both.realistic.hits_at_{k}") for k in (1, 3, 10)},
    }
    return {**{name: float(value) for name, value in figures.items()}, "seconds": time.perf_counter() - started, "cpuSeconds": cpu() - before}


known = list(parts.values())
steps = list(zip(clock.marks, clock.marks[1:]))
print(json.dumps({
    "seconds": [b[0] - a[0] for a, b in steps],
    "cpuSeconds": [b[1] - a[1] for a, b in steps],
    **{part: evaluate(part, known) for part in given["evaluate"]},
    "version": f"{version('pykeen')}, PyTorch {torch.__version__}",
}))
