// Loaded into every process of a study: its clock jumps by a day, there and back, again and again.
const day = 86_400_000;
const began = performance.now();
const jump = () => (Math.floor((performance.now() - began) / 700) % 3) - 1; // -1, 0 or 1 days
const Real = Date;

globalThis.Date = class extends Real {
  constructor(...given) {
    if (given.length === 0) super(Real.now() + day * jump());
    else super(...given);
  }
  static now() {
    return Real.now() + day * jump();
  }
};
