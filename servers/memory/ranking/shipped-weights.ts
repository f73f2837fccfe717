import type { Weights } from './features.ts';
import fitted from './weights.json' with { type: 'json' };

/** The weights as they were fitted, the same for everybody. */
export const SHIPPED_WEIGHTS: Weights = fitted.weights;
