/** An average in which the newest counts most, and old ones fade. */
export interface Average {
  /** Undefined until the first. */
  readonly value: number | undefined;
  add(value: number): void;
}

/** An exponentially weighted moving average: each value weighs `weight`, all before it together the rest. */
export function createAverage(weight: number): Average {
  let value: number | undefined;
  return {
    get value() {
      return value;
    },
    add(next) {
      value = value === undefined ? next : weight * next + (1 - weight) * value;
    },
  };
}
