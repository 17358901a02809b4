/** A network as a text names it. */
export interface NamedNetwork {
  id: string;
  name: string;
  /** The text names a family and leaves open which member: "VGGNet", "ResNet". */
  isFamily?: boolean;
}

/** Where in a text something is named. */
export interface Mention<T> {
  found: T;
  at: number;
  text: string;
}

interface Family {
  pattern: RegExp;
  read: (match: RegExpExecArray) => NamedNetwork;
}

const member = (id: string, name: string): NamedNetwork => ({ id: id.toLowerCase().replace(/\s+/g, ""), name });

/**
 * The families of networks that compression papers use, each with the spellings of its members; the
 * more special ones first.
 */
const families: Family[] = [
  {
    pattern: /\b(?:WRN|wide[- ]?resnet)[-_ ]?(\d{2})[-_ x]?(\d{1,2})\b/giu,
    read: ([, depth, width]) => member(`wrn${depth}-${width}`, `WRN-${depth}-${width}`),
  },
  {
    pattern:
      /\b(pre[-_ ]?(?:act(?:ivation)?)?[-_ ]?|se[-_ ]?)?res[-_ ]?net[-_ ]?v?[-_ ]?(\d{1,4})(?:[-_ ]?v([12])|[-_ ]?(vd|d)(?!\p{L}))?(?!\d|\.\d)/giu,
    read: ([, kind = "", depth, version, variant]) => {
      const prefix = /^pre/i.test(kind) ? "PreResNet" : /^se/i.test(kind) ? "SE-ResNet" : "ResNet";
      const suffix = version === "2" ? "v2" : (variant?.toLowerCase() ?? "");
      return member(`${prefix.replace("-", "")}${depth}${suffix}`, `${prefix}-${depth}${suffix && `-${suffix}`}`);
    },
  },
  {
    pattern: /\bresnext[-_ ]?(\d{2,3})(?:[-_ (]*(\d+x\d+d?))?/giu,
    read: ([, depth, groups]) =>
      member(`resnext${depth}${groups ? `-${groups}` : ""}`, `ResNeXt-${depth}${groups ? `-${groups}` : ""}`),
  },
  {
    pattern: /\bvgg[-_ ]?(?:net)?[-_ ]?(8|11|13|16|19)(?:[-_ ]?bn)?(?!\d|\.\d)/giu,
    read: ([, depth]) => member(`vgg${depth}`, `VGG-${depth}`),
  },
  {
    pattern: /\bdensenet[-_ ]?(?:bc)?[-_ ]?(\d{2,3})(?!\d|\.\d)/giu,
    read: ([, depth]) => member(`densenet${depth}`, `DenseNet-${depth}`),
  },
  {
    pattern: /\bmobile[-_ ]?net(?:[-_ ]?v?[-_ ]?([123]))?(?:[-_ ]?(small|large)|[-_ ]([sl]))?\b/giu,
    read: ([, version = "1", word, letter]) => {
      const size = word ?? (letter && (/s/i.test(letter) ? "small" : "large"));
      return member(
        `mobilenetv${version}${size ? `-${size}` : ""}`,
        `MobileNetV${version}${size ? `-${size.toLowerCase()}` : ""}`,
      );
    },
  },
  {
    pattern: /\bshuffle[-_ ]?net(?:[-_ ]?v?([12]))?\b/giu,
    read: ([, version = "1"]) => member(`shufflenetv${version}`, `ShuffleNetV${version}`),
  },
  {
    pattern: /\befficient[-_ ]?net[-_ ]?(v2[-_ ]?[sml]|b[0-8]|lite\d)\b/giu,
    read: ([, size]) => member(`efficientnet-${size}`, `EfficientNet-${size!.toUpperCase()}`),
  },
  {
    pattern: /\binception[-_ ]?v([1-4])\b/giu,
    read: ([, version]) => member(`inceptionv${version}`, `Inception-v${version}`),
  },
  { pattern: /\bgoog(?:le)?[-_ ]?le[-_ ]?net\b/giu, read: () => member("googlenet", "GoogLeNet") },
  {
    pattern: /\blenet[-_ ]?(5|300[-_ ]100)\b/giu,
    read: ([, kind]) => member(`lenet${kind!.replace(/[_ ]/, "-")}`, `LeNet-${kind!.replace(/[_ ]/, "-")}`),
  },
  { pattern: /\balex[-_ ]?net\b/giu, read: () => member("alexnet", "AlexNet") },
  {
    pattern: /\bsqueeze[-_ ]?net(?:[-_ ]?v?(1[._]\d))?/giu,
    read: ([, version]) =>
      member(
        `squeezenet${version ? version.replace("_", ".") : ""}`,
        `SqueezeNet${version ? ` ${version.replace("_", ".")}` : ""}`,
      ),
  },
  {
    pattern:
      /\b(mnasnet|regnet[-_ ]?[xy]?[-_ ]?[\d.]*(?:gf|mf)?|xception|nasnet|senet|ghostnet|convnext(?:[-_ ]?(?:t|s|b|l|tiny|small|base|large))?\b|res2net[-_ ]?\d+)\b/giu,
    read: ([, name]) => member(name!.replace(/[-_ ]/g, ""), name!),
  },
  {
    pattern: /\b(deit|vit|swin)[-_ ]?(?:v2[-_ ]?)?(tiny|small|base|large|huge|t|s|b|l|h)(?:[-_ /]?(?:16|32|14))?\b/giu,
    read: ([, kind, size]) =>
      member(
        `${kind}-${size![0]}`,
        `${{ deit: "DeiT", vit: "ViT", swin: "Swin" }[kind!.toLowerCase()]}-${size![0]!.toUpperCase()}`,
      ),
  },
  { pattern: /\b(?:conv(?:net)?[-_ ]?([46]))\b/giu, read: ([, depth]) => member(`conv${depth}`, `Conv-${depth}`) },
  {
    pattern: /\bbert[-_ ]?(base|large)\b/giu,
    read: ([, size]) => member(`bert-${size}`, `BERT-${size!.toLowerCase()}`),
  },
  {
    pattern: /\b(?:pre[-_ ]?)?res[-_ ]?nets?\b(?![-_ ]?\d)/giu,
    read: () => ({ ...member("resnet", "ResNet"), isFamily: true }),
  },
  { pattern: /\bvgg(?:[-_ ]?net)?s?\b(?![-_ ]?\d)/giu, read: () => ({ ...member("vgg", "VGG"), isFamily: true }) },
  {
    pattern: /\bdense[-_ ]?nets?\b(?![-_ ]?\d)/giu,
    read: () => ({ ...member("densenet", "DenseNet"), isFamily: true }),
  },
];

/** "R56", "RN-50", "Res56": only a cell of its own says so much with so little. */
const short = /^(?:r|rn|res)[-_ ]?(\d{2,3})$/i;

/** The networks a text names, in its order. */
export function networksIn(text: string): Mention<NamedNetwork>[] {
  const mentions: Mention<NamedNetwork>[] = [];
  const brief = short.exec(text.trim());
  if (brief) return [{ found: member(`resnet${brief[1]}`, `ResNet-${brief[1]}`), at: 0, text: text.trim() }];
  for (const { pattern, read } of families) {
    for (const match of text.matchAll(pattern)) {
      const overlaps = mentions.some(
        ({ at, text: held }) => match.index < at + held.length && at < match.index + match[0].length,
      );
      if (!overlaps) mentions.push({ found: read(match as RegExpExecArray), at: match.index, text: match[0] });
    }
  }
  return mentions.sort((a, b) => a.at - b.at);
}

/** A member of a family by its depth alone: `{family: resnet}` and "56" are ResNet-56. */
export function memberOf(family: NamedNetwork, depth: number): NamedNetwork {
  return member(`${family.id}${depth}`, `${family.name}-${depth}`);
}
