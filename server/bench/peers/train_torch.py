"""Seconds of each training step in PyTorch: SGD with Nesterov momentum and weight decay on noise, 2 threads."""
import json
import sys
import time

import torch
import torch.nn.functional as F
from networks import build

given = json.loads(sys.argv[1])
torch.manual_seed(given["seed"])
torch.set_num_threads(2)
model = build(given["network"]).train()
images = torch.randn(given["batchSize"], 3, 32, 32)
if given["channelsLast"]:
    model = model.to(memory_format=torch.channels_last)
    images = images.to(memory_format=torch.channels_last)
labels = torch.arange(given["batchSize"]) % 10
optimizer = torch.optim.SGD(model.parameters(), 0.05, momentum=0.9, nesterov=True, weight_decay=5e-4)
seconds = []
for step in range(given["warmup"] + given["steps"]):
    started = time.perf_counter()
    optimizer.zero_grad()
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    optimizer.step()
    hits = int((logits.argmax(1) == labels).sum())
    loss.item()
    if step >= given["warmup"]:
        seconds.append(time.perf_counter() - started)
parameters = sum(p.numel() for p in model.parameters())
print(json.dumps({"seconds": seconds, "version": torch.__version__, "parameters": parameters}))
