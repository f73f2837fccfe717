/** A query as it was read. There is nothing in it that could write, call or load: what it can say is all it can do. */
export interface Query {
  clauses: readonly Clause[];
  result: Projection;
}

export type Clause =
  | { kind: 'match'; optional: boolean; parts: readonly PatternPart[]; where?: Expression | undefined }
  | { kind: 'unwind'; list: Expression; as: string }
  | { kind: 'with'; projection: Projection; where?: Expression | undefined };

export interface Projection {
  distinct: boolean;
  /** `*`: all variables, before the items. */
  star: boolean;
  items: readonly ProjectionItem[];
  order: readonly { by: Expression; descending: boolean }[];
  skip?: Expression | undefined;
  limit?: Expression | undefined;
}

export interface ProjectionItem {
  expression: Expression;
  /** Its alias, or the text of the expression. */
  name: string;
}

/** Nodes and the relationships between them, one fewer. */
export interface PatternPart {
  path?: string | undefined;
  shortest: boolean;
  nodes: readonly NodePattern[];
  edges: readonly EdgePattern[];
}

/** Labels of which each has to be met, by any of its alternatives. */
export type Labels = readonly (readonly string[])[];
export type PropertyMap = readonly (readonly [name: string, value: Expression])[];

export interface NodePattern {
  /** A name that no query can write where it has none. */
  variable: string;
  labels: Labels;
  properties: PropertyMap;
}

export interface EdgePattern {
  variable: string;
  types: readonly string[];
  direction: 'out' | 'in' | 'both';
  /** Of variable length: the variable is a list then. */
  hops?: { min: number; max?: number | undefined } | undefined;
  properties: PropertyMap;
  /** Where it is in the text, for errors. */
  at: number;
}

export type BinaryOperator =
  | 'and'
  | 'or'
  | 'xor'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | 'in'
  | 'starts with'
  | 'ends with'
  | 'contains';

/** `at` is an offset in the text, for errors. */
export type Expression =
  | { kind: 'literal'; value: null | boolean | number | string }
  | { kind: 'parameter'; name: string; at: number }
  | { kind: 'variable'; name: string; at: number }
  | { kind: 'property'; of: Expression; name: string }
  | { kind: 'index'; of: Expression; index: Expression }
  | { kind: 'list'; items: readonly Expression[] }
  | { kind: 'map'; entries: PropertyMap }
  | { kind: 'unary'; operator: 'not' | '-'; of: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'is null'; of: Expression; negated: boolean }
  | { kind: 'has label'; of: Expression; labels: Labels }
  | { kind: 'call'; name: string; args: readonly Expression[]; distinct: boolean; star: boolean; at: number }
  | Each;

/** `[x IN list WHERE … | …]`, `any(x IN list WHERE …)` and its kin. */
export interface Each {
  kind: 'each';
  how: 'list' | 'any' | 'all' | 'none' | 'single';
  variable: string;
  list: Expression;
  where?: Expression | undefined;
  result?: Expression | undefined;
}

/** What an expression is made of. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'parameter':
    case 'variable':
      return [];
    case 'property':
    case 'unary':
    case 'is null':
    case 'has label':
      return [expression.of];
    case 'index':
      return [expression.of, expression.index];
    case 'list':
      return expression.items;
    case 'map':
      return expression.entries.map(([, value]) => value);
    case 'binary':
      return [expression.left, expression.right];
    case 'call':
      return expression.args;
    case 'each':
      return [expression.list, expression.where, expression.result].filter((one) => one !== undefined);
  }
}
