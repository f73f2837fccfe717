import type Anthropic from '@anthropic-ai/sdk';
import type { JsonObject, JsonValue } from '../../mcp/surface.ts';

/**
 * The output format of a JSON Schema, in the dialect that structured outputs take: the SDK closes every object and
 * moves bounds into descriptions, so the answer must be parsed by the full schema all the same. Undefined for a
 * schema that would lose something by it (a record, a value of any kind, a tuple): the object is then asked for in text.
 */
async function outputFormat(schema: JsonObject): Promise<Anthropic.JSONOutputFormat | undefined> {
  if (losesSomething(schema)) return undefined;
  const { transformJSONSchema } = await import('@anthropic-ai/sdk/lib/transform-json-schema');
  try {
    return { type: 'json_schema', schema: transformJSONSchema(schema) };
  } catch {
    // A schema without a type: a value of any kind.
    return undefined;
  }
}

/** What a request for an object says of it: as a structured output, or in text where the schema cannot be one. */
export async function objectExtras({
  schema,
  name,
}: {
  schema: JsonObject;
  name: string;
}): Promise<{ format: Anthropic.JSONOutputFormat } | { instructions: string }> {
  const format = await outputFormat(schema);
  return format ? { format } : { instructions: instructionsFor(name, schema) };
}

/** Asks for an object in text. The schema comes from our own code, so it may stand among the instructions. */
function instructionsFor(name: string, schema: JsonObject): string {
  return [
    `Answer with one JSON value, the ${name}, and nothing else: no words around it, no code fence.`,
    `It must fit this JSON Schema:\n${JSON.stringify(schema)}`,
  ].join(' ');
}

/** The text inside a code fence, which models put around JSON in spite of instructions. */
export function unfenced(text: string): string {
  return /^\s*```(?:json)?[ \t]*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
}

function losesSomething(schema: JsonValue): boolean {
  if (Array.isArray(schema)) return schema.some(losesSomething);
  if (typeof schema !== 'object' || schema === null) return false;
  const { additionalProperties: others, prefixItems } = schema;
  if (others !== undefined && others !== false) return true;
  return prefixItems !== undefined || Object.values(schema).some(losesSomething);
}
