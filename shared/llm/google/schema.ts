import type { JsonObject, JsonValue } from '../../mcp/surface.ts';

/** The keywords that Gemini takes (`responseJsonSchema` in the reference of GenerationConfig). */
const TAKEN = new Set([
  '$id',
  '$defs',
  '$ref',
  '$anchor',
  'type',
  'format',
  'title',
  'description',
  'enum',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'anyOf',
  'oneOf',
  'properties',
  'additionalProperties',
  'required',
]);

/**
 * A schema with the keywords that Gemini takes and no others: what it loses are bounds that the caller checks when it
 * parses the answer. A constant becomes an enumeration of one.
 */
export function toGeminiSchema(schema: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'const' && (typeof value === 'string' || typeof value === 'number')) kept.enum = [value];
    if (!TAKEN.has(keyword)) continue;
    // What stands under these is named by the schema's author: the names are no keywords.
    const named = keyword === 'properties' || keyword === '$defs';
    kept[keyword] =
      keyword === 'enum' || keyword === 'required' ? value : named ? eachOf(value) : nested(value);
  }
  return kept;
}

function nested(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(nested);
  return value !== null && typeof value === 'object' ? toGeminiSchema(value) : value;
}

function eachOf(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, nested(schema)]));
}
