import { cut } from '../../shared/mcp/output.ts';
import type { Tool } from '../../shared/mcp/surface.ts';

const MAX_ENUM_VALUES = 6;
const MAX_CHARS = 600;

/** A tool's parameters on one line, as a programmer would write them: `path: string, head?: number`. */
export function signatureOf({ inputSchema }: Tool): string {
  const properties = (inputSchema.properties ?? {}) as Record<string, unknown>;
  const required = new Set(inputSchema.required ?? []);
  const parameters = Object.entries(properties).map(
    ([name, schema]) => `${name}${required.has(name) ? '' : '?'}: ${typeOf(schema)}`,
  );
  return cut(parameters.join(', '), MAX_CHARS);
}

function typeOf(schema: unknown): string {
  const { type, items, enum: values, anyOf, oneOf } = (schema ?? {}) as Record<string, unknown>;
  if (Array.isArray(values)) {
    const shown = values.slice(0, MAX_ENUM_VALUES).map((value) => JSON.stringify(value));
    return [...shown, ...(values.length > MAX_ENUM_VALUES ? ['…'] : [])].join(' | ');
  }
  if (type === 'array') return `${typeOf(items)}[]`;
  if (Array.isArray(type)) return type.join(' | ');
  if (typeof type === 'string') return type;
  const choices = anyOf ?? oneOf;
  return Array.isArray(choices) ? choices.map(typeOf).join(' | ') : 'any';
}
