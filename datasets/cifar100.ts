import type { CifarLayout } from "./cifar.ts";

const names = `apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle
  bowl boy bridge bus butterfly camel can castle caterpillar cattle
  chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur
  dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard
  lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain
  mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
  plain plate poppy porcupine possum rabbit raccoon ray road rocket
  rose sea seal shark shrew skunk skyscraper snail snake spider
  squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor
  train trout tulip turtle wardrobe whale willow_tree wolf woman worm`;

/**
 * CIFAR-100, binary version: 2 label bytes, the coarse class (one of 20, not used) and the fine
 * class (one of 100, used).
 */
export const cifar100: CifarLayout = {
  title: "CIFAR-100",
  labelBytes: 2,
  labelAt: 1,
  classes: names.split(/\s+/),
  trainFiles: ["train.bin"],
  testFile: "test.bin",
};
