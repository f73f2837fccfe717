import type { Finding, Level, SensitivityClass } from './finding.ts';

/** What may be done with a text. */
export const ACTIONS = ['store', 'index', 'embedRemotely', 'sendToModel', 'show', 'share'] as const;

export type Action = (typeof ACTIONS)[number];

/**
 * From the weakest to the strictest. `encrypt`: only sealed, so in an index not at all in plain. `redact`: with the
 * findings replaced by marks. `ask`: when the person agrees.
 */
export const OUTCOMES = ['allow', 'encrypt', 'ask', 'redact', 'refuse'] as const;

export type Outcome = (typeof OUTCOMES)[number];

export interface Policy {
  levels: Readonly<Record<Level, Readonly<Record<Action, Outcome>>>>;
  /** What differs for a class, whatever its level. Never weakens what holds for level 4. */
  classes: Readonly<Partial<Record<SensitivityClass, Readonly<Partial<Record<Action, Outcome>>>>>>;
  /** What becomes of `encrypt` when there is no key. */
  withoutKey: 'allow' | 'refuse';
}

/**
 * Level 4 is redacted before it is hashed, indexed, logged or embedded, and never shared. Level 3 is sealed when
 * there is a key, and reaches no remote embedder and no model. Level 2 stays with its user. Level 1 is shared when
 * the person agrees.
 */
export const DEFAULT_POLICY: Policy = {
  levels: {
    0: row('allow', 'allow', 'allow', 'allow', 'allow', 'allow'),
    1: row('allow', 'allow', 'allow', 'allow', 'allow', 'ask'),
    2: row('allow', 'allow', 'allow', 'allow', 'allow', 'refuse'),
    3: row('encrypt', 'encrypt', 'refuse', 'refuse', 'allow', 'refuse'),
    4: row('redact', 'redact', 'redact', 'redact', 'redact', 'refuse'),
  },
  classes: {},
  withoutKey: 'allow',
};

function row(
  store: Outcome,
  index: Outcome,
  embedRemotely: Outcome,
  sendToModel: Outcome,
  show: Outcome,
  share: Outcome,
): Readonly<Record<Action, Outcome>> {
  return { store, index, embedRemotely, sendToModel, show, share };
}

export interface Decision {
  /** The strictest of all findings. */
  outcome: Outcome;
  /** To be redacted first, whatever the outcome. */
  redact: readonly Finding[];
  /** Whether what is kept has to be sealed. */
  encrypt: boolean;
  /** The detectors that made the outcome what it is; none for a level. */
  because: readonly string[];
}

/**
 * What the policy says of doing something with a text.
 * @param what its findings, or the level that someone gave it. A level alone cannot be redacted: there it is refused.
 * @param hasKey whether there is a key to seal with.
 */
export function decide(
  what: readonly Finding[] | Level,
  action: Action,
  policy: Policy = DEFAULT_POLICY,
  hasKey = false,
): Decision {
  const without = (outcome: Outcome) => (outcome === 'encrypt' && !hasKey ? policy.withoutKey : outcome);
  if (typeof what === 'number') {
    const outcome = without(policy.levels[what][action]);
    const possible = outcome === 'redact' ? 'refuse' : outcome;
    return { outcome: possible, redact: [], encrypt: possible === 'encrypt', because: [] };
  }
  const each = what.map((finding) => ({ finding, outcome: without(outcomeOf(finding, action, policy)) }));
  const outcome = each.map((one) => one.outcome).reduce(stricter, 'allow');
  return {
    outcome,
    redact: each.filter((one) => one.outcome === 'redact').map(({ finding }) => finding),
    encrypt: outcome !== 'refuse' && each.some((one) => one.outcome === 'encrypt'),
    because:
      outcome === 'allow'
        ? []
        : [...new Set(each.filter((one) => one.outcome === outcome).map(({ finding }) => finding.detector))],
  };
}

function outcomeOf({ class: kind, level }: Finding, action: Action, { levels, classes }: Policy): Outcome {
  const own = classes[kind]?.[action];
  if (own === undefined) return levels[level][action];
  return level === 4 ? stricter(own, levels[4][action]) : own;
}

export function stricter(one: Outcome, other: Outcome): Outcome {
  return OUTCOMES.indexOf(one) >= OUTCOMES.indexOf(other) ? one : other;
}
