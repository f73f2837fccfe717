export interface Calibration {
  offset: number;
  slope: number;
}

const ROUNDS = 50;

/** Logistic regression of being right on coverage (Platt scaling), by Newton's method; rounded to two places. */
export function fitConfidence(outcomes: readonly { coverage: number; right: boolean }[]): Calibration {
  let offset = 0;
  let slope = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    // Gradient and Hessian of the loss, with a little ridge so that the step exists for any data.
    let [gradientOffset, gradientSlope] = [1e-6 * offset, 1e-6 * slope];
    let [both, mixed, squared] = [1e-6, 0, 1e-6];
    for (const { coverage, right } of outcomes) {
      const probability = 1 / (1 + Math.exp(-(offset + slope * coverage)));
      const error = probability - (right ? 1 : 0);
      const spread = probability * (1 - probability);
      gradientOffset += error;
      gradientSlope += error * coverage;
      both += spread;
      mixed += spread * coverage;
      squared += spread * coverage * coverage;
    }
    const determinant = both * squared - mixed * mixed;
    offset -= (squared * gradientOffset - mixed * gradientSlope) / determinant;
    slope -= (both * gradientSlope - mixed * gradientOffset) / determinant;
  }
  return { offset: Math.round(offset * 100) / 100, slope: Math.round(slope * 100) / 100 };
}
