"""Torch-Pruning: dependency graph, L1 of the filters that make a group's channels, the lowest part of each group removed."""
import copy
import json
import sys
import time

import numpy as np
import torch
import torch_pruning as tp
from networks import build

given = json.loads(sys.argv[1])
torch.set_num_threads(2)
model = build(given["network"]).eval()

# Our weights, under PyTorch's names and axes.
modules = dict(model.named_modules())
values = np.fromfile(given["weights"], dtype="<f4")
offset = 0
with torch.no_grad():
    for name, shape in given["shapes"]:
        size = int(np.prod(shape))
        value = torch.from_numpy(values[offset : offset + size].reshape(shape).copy())
        offset += size
        layer, weight = name.split("/")
        path = layer.replace("-", "_")
        for part in ("bn1", "conv1", "bn2", "conv2", "shortcut_bn", "shortcut_conv"):
            if "block" in path and path.endswith(f"_{part}"):
                path = f"{path[: -len(part) - 1]}.{part}"
        module = modules[path]
        if weight == "kernel":
            module.weight.copy_(value.permute(3, 2, 0, 1) if len(shape) == 4 else value.T)
        else:
            target = {"gamma": "weight", "beta": "bias", "bias": "bias", "moving_mean": "running_mean", "moving_variance": "running_var"}
            getattr(module, target[weight]).copy_(value)

makes_channels = {tp.prune_conv_out_channels, tp.prune_linear_out_channels}


class FilterL1(tp.importance.Importance):
    def __call__(self, group, **_):
        total = 0
        for dep, idxs in group:
            if dep.handler in makes_channels:
                total = total + dep.target.module.weight.data[idxs].flatten(1).abs().sum(1)
        return total


example = torch.randn(1, 3, 32, 32)
runs = []
for run in range(given["runs"] + 1):
    candidate = copy.deepcopy(model)
    names = {module: name for name, module in candidate.named_modules()}
    started = time.perf_counter()
    pruner = tp.pruner.BasePruner(
        candidate, example, importance=FilterL1(), pruning_ratio=given["fraction"], global_pruning=False,
        ignored_layers=[candidate.head_dense],
    )
    kept = {}
    for group in pruner.step(interactive=True):
        for dep, idxs in group:
            if dep.handler in makes_channels:
                kept[names[dep.target.module]] = (dep.target.module.weight.shape[0], list(idxs))
        group.prune()
    if run > 0:
        runs.append(time.perf_counter() - started)

layers = {
    name.replace(".", "-").replace("_", "-"): sorted(set(range(width)) - set(gone)) for name, (width, gone) in kept.items()
}
print(json.dumps({
    "seconds": runs, "kept": layers, "parameters": sum(p.numel() for p in candidate.parameters()),
    "versions": {"torch": torch.__version__, "torch_pruning": given["version"]},
}))
