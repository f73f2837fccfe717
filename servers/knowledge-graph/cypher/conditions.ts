import { type Expression, partsOf } from './ast.ts';

/** The conditions that all have to hold for one to hold. */
export function conjunctsOf(condition: Expression | undefined): Expression[] {
  if (condition === undefined) return [];
  if (condition.kind === 'binary' && condition.operator === 'and')
    return [...conjunctsOf(condition.left), ...conjunctsOf(condition.right)];
  return [condition];
}

/** The variables that an expression needs from outside. */
export function variablesOf(expression: Expression): Set<string> {
  if (expression.kind === 'variable') return new Set([expression.name]);
  const found = new Set<string>();
  if (expression.kind === 'each') {
    const inside = [expression.where, expression.result].filter((one) => one !== undefined);
    for (const name of inside.flatMap((one) => [...variablesOf(one)])) found.add(name);
    found.delete(expression.variable);
    for (const name of variablesOf(expression.list)) found.add(name);
    return found;
  }
  for (const name of partsOf(expression).flatMap((part) => [...variablesOf(part)])) found.add(name);
  return found;
}

/** What a property of a variable has to be equal to, or one of, where a condition says so. */
export function constantIn(
  condition: Expression,
  variable: string,
): { property: string; expression: Expression; many: boolean } | undefined {
  if (condition.kind !== 'binary') return undefined;
  const { operator, left, right } = condition;
  const [here, there] = [propertyIn(left, variable), propertyIn(right, variable)];
  if (operator === '=' && here !== undefined) return { property: here, expression: right, many: false };
  if (operator === '=' && there !== undefined) return { property: there, expression: left, many: false };
  if (operator === 'in' && here !== undefined) return { property: here, expression: right, many: true };
  // `'Ada' IN n.aliases`
  if (operator === 'in' && (there === 'aliases' || there === 'keys'))
    return { property: there, expression: left, many: false };
  return undefined;
}

function propertyIn(expression: Expression, variable: string): string | undefined {
  if (expression.kind === 'call' && expression.name === 'id') {
    const [of] = expression.args;
    return of?.kind === 'variable' && of.name === variable ? 'id' : undefined;
  }
  if (expression.kind !== 'property' || expression.of.kind !== 'variable') return undefined;
  return expression.of.name === variable ? expression.name : undefined;
}
