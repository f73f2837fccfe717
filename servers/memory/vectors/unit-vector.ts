import { flawOf } from '../../../shared/embed/vector.ts';
import { IzaError } from '../../../shared/mcp/errors.ts';

/**
 * A copy of the vector at length 1, so that a dot product is the cosine.
 * @throws IzaError INVALID_INPUT when it has another size, is all zeros, or holds NaN or an infinity: one such vector
 * would spoil every comparison after it.
 */
export function unitVector(vector: Float32Array, dimensions: number): Float32Array {
  if (vector.length !== dimensions) {
    throw new IzaError(
      'INVALID_INPUT',
      `The vector has ${vector.length} numbers where ${dimensions} are expected.`,
      {
        why: 'Vectors of different models, or of one model in different sizes, cannot be compared.',
        hint: 'Embed the text with the model that the index was made with, or make a new index for the new model.',
      },
    );
  }
  // Squares of 32-bit floats neither overflow nor vanish in doubles, so their sum tells of every flaw in one pass.
  let squares = 0;
  for (let i = 0; i < dimensions; i += 1) squares += (vector[i] as number) ** 2;
  if (!(squares > 0 && squares < Number.POSITIVE_INFINITY)) {
    throw new IzaError('INVALID_INPUT', `The vector ${flawOf(vector)}.`, {
      hint: 'Embed the text again; if it stays so, try another model.',
    });
  }
  const length = Math.sqrt(squares);
  const unit = new Float32Array(dimensions);
  for (let i = 0; i < dimensions; i += 1) unit[i] = (vector[i] as number) / length;
  return unit;
}
