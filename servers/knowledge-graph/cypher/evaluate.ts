import { IzaError } from '../../../shared/mcp/errors.ts';
import { relationName } from '../ontology.ts';
import { publicId } from '../public-id.ts';
import type { BinaryOperator, Each, Expression, Labels } from './ast.ts';
import type { Budget } from './budget.ts';
import { AGGREGATES, SCALARS } from './functions.ts';
import type { GraphReader } from './reader.ts';
import {
  compare,
  type EdgeValue,
  equals,
  identityOf,
  isList,
  isoOf,
  listOf,
  mapOf,
  type NodeValue,
  publicNode,
  type Row,
  type Value,
} from './values.ts';

/** What expressions are worked out with. */
export interface Scope {
  reader: GraphReader;
  budget: Budget;
  parameters: ReadonlyMap<string, Value>;
  /** The rows of a group, where aggregates are worked out. */
  group?: readonly Row[];
}

/**
 * The value of an expression for a row. The nodes in it have been loaded. What cannot be worked out for these values is
 * null, as in Cypher.
 */
export function evaluate(expression: Expression, row: Row, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'parameter':
      return scope.parameters.get(expression.name) ?? null;
    case 'variable':
      return row.get(expression.name) ?? null;
    case 'property':
      return propertyOf(evaluate(expression.of, row, scope), expression.name, scope);
    case 'index':
      return elementOf(evaluate(expression.of, row, scope), evaluate(expression.index, row, scope), scope);
    case 'list':
      return listOf(
        expression.items.map((item) => evaluate(item, row, scope)),
        scope.budget,
      );
    case 'map':
      return mapOf(
        expression.entries.map(([name, value]) => [name, evaluate(value, row, scope)] as const),
        scope.budget,
      );
    case 'unary': {
      const value = evaluate(expression.of, row, scope);
      if (expression.operator === 'not') return typeof value === 'boolean' ? !value : null;
      return typeof value === 'number' ? -value : null;
    }
    case 'binary':
      return binary(
        expression.operator,
        evaluate(expression.left, row, scope),
        () => evaluate(expression.right, row, scope),
        scope.budget,
      );
    case 'is null':
      return (evaluate(expression.of, row, scope) === null) !== expression.negated;
    case 'has label':
      return hasLabels(evaluate(expression.of, row, scope), expression.labels, scope.reader);
    case 'call': {
      const aggregate = AGGREGATES[expression.name];
      if (aggregate) return aggregated(expression, aggregate, scope);
      const args = expression.args.map((arg) => evaluate(arg, row, scope));
      return SCALARS[expression.name]?.apply(args, scope) ?? null;
    }
    case 'each':
      return eachOf(expression, row, scope);
  }
}

/** Whether a condition holds; what is unknown does not. */
export function holds(condition: Expression | undefined, row: Row, scope: Scope): boolean {
  return condition === undefined || evaluate(condition, row, scope) === true;
}

export function hasLabels(value: Value, labels: Labels, reader: GraphReader): boolean | null {
  if (value === null || typeof value !== 'object' || isList(value) || value.kind !== 'node') return null;
  const type = reader.profile(value.id)?.entity.type;
  return type !== undefined && labels.every((some) => some.some((label) => reader.isA(type, label)));
}

export function propertyOf(value: Value, name: string, { reader, budget }: Scope): Value {
  if (value === null || typeof value !== 'object' || isList(value)) return null;
  if (value.kind === 'map') return value.entries.get(name) ?? null;
  if (value.kind === 'edge') return edgeProperty(value, name);
  return value.kind === 'node' ? nodeProperty(value, name, reader, budget) : null;
}

function nodeProperty(node: NodeValue, name: string, reader: GraphReader, budget: Budget): Value {
  const profile = reader.profile(node.id);
  if (!profile) return null;
  switch (name) {
    case 'id':
      return publicNode(node);
    case 'name':
      return profile.entity.name;
    case 'type':
      return profile.entity.type;
    case 'summary':
      return profile.entity.summary ?? null;
    case 'aliases':
      return listOf(profile.aliases, budget);
    case 'keys':
      return listOf(profile.keys, budget);
  }
  const values = profile.values.get(relationName(name)) ?? [];
  return values.length > 1 ? listOf(values, budget) : (values[0] ?? null);
}

function edgeProperty({ fact }: EdgeValue, name: string): Value {
  switch (name) {
    case 'id':
      return publicId('fact', fact.fact);
    case 'type':
      return fact.relation;
    case 'valid_from':
      return fact.validFrom === undefined ? null : isoOf(fact.validFrom);
    case 'valid_to':
      return fact.validTo === undefined ? null : isoOf(fact.validTo);
    case 'confidence':
      return fact.confidence;
    case 'text':
      return fact.text ?? null;
  }
  return null;
}

function elementOf(value: Value, index: Value, scope: Scope): Value {
  if (isList(value)) return typeof index === 'number' ? (value.at(index) ?? null) : null;
  return typeof index === 'string' ? propertyOf(value, index, scope) : null;
}

function binary(operator: BinaryOperator, left: Value, rightOf: () => Value, budget: Budget): Value {
  if (operator === 'and' && left === false) return false;
  if (operator === 'or' && left === true) return true;
  const right = rightOf();
  switch (operator) {
    case 'and':
      return right === false ? false : left === true && right === true ? true : null;
    case 'or':
      return right === true ? true : left === false && right === false ? false : null;
    case 'xor':
      return typeof left === 'boolean' && typeof right === 'boolean' ? left !== right : null;
    case '=':
      return equals(left, right);
    case '<>': {
      const same = equals(left, right);
      return same === null ? null : !same;
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compared(operator, compare(left, right));
    case 'in':
      return isIn(left, right);
    case 'starts with':
    case 'ends with':
    case 'contains':
      if (typeof left !== 'string' || typeof right !== 'string') return null;
      if (operator === 'contains') return left.includes(right);
      return operator === 'starts with' ? left.startsWith(right) : left.endsWith(right);
    default:
      return arithmetic(operator, left, right, budget);
  }
}

function compared(operator: '<' | '<=' | '>' | '>=', way: number | undefined): boolean | null {
  if (way === undefined) return null;
  if (operator === '<') return way < 0;
  if (operator === '>') return way > 0;
  return operator === '<=' ? way <= 0 : way >= 0;
}

function isIn(value: Value, list: Value): boolean | null {
  if (!isList(list)) return null;
  if (list.length === 0) return false;
  let unknown = value === null;
  for (const one of list) {
    const same = equals(value, one);
    if (same) return true;
    unknown ||= same === null;
  }
  return unknown ? null : false;
}

function arithmetic(operator: '+' | '-' | '*' | '/' | '%', a: Value, b: Value, budget: Budget): Value {
  if (a === null || b === null) return null;
  if (operator === '+') {
    if (isList(a) || isList(b)) {
      const [left, right] = [isList(a) ? a : [a], isList(b) ? b : [b]];
      budget.values(left.length + right.length);
      return listOf([...left, ...right], budget);
    }
    if (typeof a === 'string' || typeof b === 'string') {
      if (typeof a === 'object' || typeof b === 'object') return null;
      const text = `${a}${b}`;
      budget.values(text.length);
      return text;
    }
  }
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  return finite(calculated(operator, a, b));
}

function calculated(operator: '+' | '-' | '*' | '/' | '%', a: number, b: number): number {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  return operator === '/' ? a / b : a % b;
}

/** What no number of JSON can say is an error, as a division by zero is in Cypher. */
function finite(number: number): number {
  if (Number.isFinite(number)) return number;
  throw new IzaError('INVALID_INPUT', '/query: a calculation gives no number, such as a division by zero.');
}

function eachOf({ how, variable, list, where, result }: Each, row: Row, scope: Scope): Value {
  const items = evaluate(list, row, scope);
  if (!isList(items)) return null;
  const kept: Value[] = [];
  let unknown = 0;
  for (const item of items) {
    scope.budget.rows(kept.length);
    const inner = new Map(row).set(variable, item);
    const fits = where === undefined || evaluate(where, inner, scope);
    if (fits === null) unknown += 1;
    if (fits === true) kept.push(result ? evaluate(result, inner, scope) : item);
  }
  if (how === 'list') return listOf(kept, scope.budget);
  return quantified(how, kept.length, unknown, items.length);
}

/** null where it depends on those of which it is not known. */
function quantified(
  how: Exclude<Each['how'], 'list'>,
  fit: number,
  unknown: number,
  all: number,
): boolean | null {
  if (how === 'any') return fit > 0 ? true : unknown > 0 ? null : false;
  if (how === 'none') return fit > 0 ? false : unknown > 0 ? null : true;
  if (how === 'all') return fit + unknown < all ? false : unknown > 0 ? null : true;
  return fit > 1 ? false : unknown > 0 ? null : fit === 1;
}

type Call = Extract<Expression, { kind: 'call' }>;

function aggregated(
  { args, distinct, star }: Call,
  aggregate: (values: readonly Value[], budget: Budget) => Value,
  { group = [], ...scope }: Scope,
): Value {
  const [arg] = args;
  if (star || !arg) return group.length;
  const values = group.map((row) => evaluate(arg, row, scope)).filter((value) => value !== null);
  if (!distinct) return aggregate(values, scope.budget);
  return aggregate([...new Map(values.map((value) => [identityOf(value), value])).values()], scope.budget);
}
