import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { JsonObject } from '../../../shared/mcp/surface.ts';

interface Operation {
  parameters?: { name: string; in: 'path' | 'query'; schema: JsonObject }[];
  requestBody?: { content: { 'application/json': { schema: JsonObject } } };
  responses: Record<string, { content: { 'application/json': { schema: JsonObject } } }>;
}

/** What an exchange breaks of Qdrant's published interface: nothing, when it keeps to it. */
export interface Contract {
  /** @param route - the method and the path as the document has it: `put /collections/{collection_name}` */
  request(route: string, query: URLSearchParams, body: unknown): string[];
  response(route: string, status: number, body: unknown): string[];
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The schemas as they are meant. OpenAPI 3.0 writes "or null" as `{nullable: true}`, in which JSON Schema sees a
 * schema that everything fits; and an object with properties takes any others, typing errors included, until it is closed.
 */
export function tighten(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(tighten);
  if (!isObject(schema)) return schema;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === 'example' ? value : tighten(value)]),
  );
  if (nullable === true && Object.keys(rest).length === 0) return { type: 'null' };
  if (nullable === true && typeof rest.type === 'string') rest.type = [rest.type, 'null'];
  if (nullable === true && Array.isArray(rest.enum)) rest.enum = [...rest.enum, null];
  if (isObject(rest.properties) && !('additionalProperties' in rest) && !('allOf' in rest)) {
    rest.additionalProperties = false;
  }
  return rest;
}

/** Reads the text of Qdrant's OpenAPI document. */
export function readContract(text: string): Contract {
  const document: unknown = JSON.parse(text.replaceAll('"#/components/', '"qdrant#/components/'));
  const { paths, components } = tighten(document) as {
    paths: Record<string, Record<string, Operation>>;
    components: unknown;
  };
  const ajv = new Ajv({ strict: false, allErrors: false });
  addFormats.default(ajv);
  for (const name of ['uint', 'uint8', 'uint16', 'uint32', 'uint64']) {
    ajv.addFormat(name, {
      type: 'number',
      validate: (value: number) => Number.isInteger(value) && value >= 0,
    });
  }
  ajv.addSchema({ components }, 'qdrant');
  const compiled = new Map<JsonObject, ValidateFunction>();

  const check = (what: string, schema: JsonObject, value: unknown): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    return validate(value) ? [] : [`${what}: ${ajv.errorsText(validate.errors)}`];
  };
  const find = (route: string): Operation => {
    const [method = '', path = ''] = route.split(' ');
    const operation = paths[path]?.[method];
    if (!operation) throw new Error(`Qdrant has no ${route}.`);
    return operation;
  };

  return {
    request(route, query, body) {
      const { parameters = [], requestBody } = find(route);
      const known = new Map(
        parameters.flatMap((one) => (one.in === 'query' ? [[one.name, one.schema]] : [])),
      );
      const wrong = [...query].flatMap(([name, value]) => {
        const schema = known.get(name);
        return schema
          ? check(`${route} ?${name}`, schema, parameterOf(value))
          : [`${route}: unknown ?${name}`];
      });
      const schema = requestBody?.content['application/json'].schema;
      if (schema) return [...wrong, ...check(`${route} request`, schema, body)];
      return body === undefined ? wrong : [...wrong, `${route}: takes no body`];
    },
    response(route, status, body) {
      const { responses } = find(route);
      const key = responses[String(status)] ? String(status) : status >= 500 ? 'default' : '4XX';
      const schema = responses[key]?.content['application/json'].schema;
      return schema ? check(`${route} ${status} response`, schema, body) : [`${route}: no ${status}`];
    },
  };
}

/** A query parameter is text; the schemas are of JSON. */
function parameterOf(text: string): unknown {
  return /^(true|false|\d+)$/.test(text) ? JSON.parse(text) : text;
}
