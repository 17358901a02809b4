"""AutoMC's networks in PyTorch, layer for layer and with the same names, for the benchmarks."""
import torch
import torch.nn as nn
import torch.nn.functional as F

BLOCKS = {"resnet8": 1, "resnet20": 3, "resnet32": 5, "resnet56": 9, "resnet110": 18, "resnet164": 27}
STAGES = {"vgg13": [2, 2, 2, 2, 2], "vgg16": [2, 2, 3, 3, 3], "vgg19": [2, 2, 4, 4, 4]}


def norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-5, momentum=0.1)


class Block(nn.Module):
    """relu(bn) conv relu(bn) conv, plus bn conv1x1: the pre-activation block of the paper's authors."""

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.bn1 = norm(channels)
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.bn2 = norm(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.shortcut_bn = norm(channels)
        self.shortcut_conv = nn.Conv2d(channels, filters, 1, stride, 0, bias=False)

    def forward(self, x):
        inside = self.conv1(F.relu(self.bn1(x)))
        return self.conv2(F.relu(self.bn2(inside))) + self.shortcut_conv(self.shortcut_bn(x))


class ResNet(nn.Module):
    def __init__(self, blocks, classes=10):
        super().__init__()
        self.stem_conv = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        channels = 16
        for stage in (1, 2, 3):
            for block in range(1, blocks + 1):
                filters = 16 * 2 ** (stage - 1)
                stride = 2 if stage > 1 and block == 1 else 1
                self.add_module(f"stage{stage}_block{block}", Block(channels, filters, stride))
                channels = filters
        self.head_bn = norm(channels)
        self.head_dense = nn.Linear(channels, classes)

    def forward(self, x):
        x = self.stem_conv(x)
        for name, module in self.named_children():
            if name.startswith("stage"):
                x = module(x)
        return self.head_dense(F.relu(self.head_bn(x)).mean((2, 3)))


class VGG(nn.Module):
    def __init__(self, stages, classes=10):
        super().__init__()
        channels = 3
        for stage, count in enumerate(stages, 1):
            for number in range(1, count + 1):
                filters = 64 * 2 ** min(stage - 1, 3)
                self.add_module(f"stage{stage}_conv{number}", nn.Conv2d(channels, filters, 3, 1, 1))
                self.add_module(f"stage{stage}_bn{number}", norm(filters))
                channels = filters
        self.stages = stages
        self.head_dense = nn.Linear(channels, classes)

    def forward(self, x):
        for stage, count in enumerate(self.stages, 1):
            for number in range(1, count + 1):
                conv = getattr(self, f"stage{stage}_conv{number}")
                x = F.relu(getattr(self, f"stage{stage}_bn{number}")(conv(x)))
            x = F.max_pool2d(x, 2, 2)
        return self.head_dense(x.mean((2, 3)))


def build(network):
    if network in BLOCKS:
        return ResNet(BLOCKS[network])
    if network in STAGES:
        return VGG(STAGES[network])
    raise SystemExit(f"PyTorch's side knows {', '.join([*BLOCKS, *STAGES])}, not {network}.")
