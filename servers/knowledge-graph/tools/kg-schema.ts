import * as z from 'zod';
import { IzaError } from '../../../shared/mcp/errors.ts';
import { defineTool } from '../../../shared/mcp/tool.ts';
import type { GraphDeps } from '../deps.ts';
import { ONTOLOGY_MODES, type OntologyDocument } from '../ontology.ts';
import { byOf, graphField, present } from './fields.ts';

const input = z.object({
  op: z
    .enum(['get', 'propose', 'apply'])
    .default('get')
    .describe(
      'get: what is declared and in use · propose: an ontology that fits what is there · apply: set it.',
    ),
  graph: graphField,
  ontology: z
    .record(z.string(), z.json())
    .optional()
    .describe(
      '{mode: open|warn|strict, types: {Name: {parents, description}}, relations: {works_at: {domain, range, cardinality: one|many, exclusive: group, inverse, symmetric, description}}}',
    ),
});

const output = z.object({
  version: z.number().int(),
  mode: z.enum(ONTOLOGY_MODES),
  ontology: z.record(z.string(), z.json()).optional(),
  types: z
    .array(z.object({ name: z.string(), entities: z.number().int(), declared: z.boolean() }))
    .optional(),
  relations: z
    .array(z.object({ name: z.string(), facts: z.number().int(), declared: z.boolean() }))
    .optional(),
  misfits: z.array(z.string()).optional(),
});

export const kgSchemaTool = defineTool<typeof input, typeof output, GraphDeps>({
  name: 'kg_schema',
  title: 'Types and relations',
  description:
    'Shows the types and relations in use and what is declared of them; proposes and sets an ontology. Use it before you assert, so that names stay the same, and to declare of which relations a subject has one at a time. Facts are never changed by it.',
  input,
  output,
  effects: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  async handler({ op, graph, ontology }, { open }, call) {
    const domain = await open();
    const { applySchema, proposeSchema, readSchema } = await import('../schema.ts');
    if (op === 'apply') {
      const document = await parseOntology(ontology);
      const { version, misfits } = await applySchema(domain, graph, document, byOf('kg_schema', call));
      return { version, mode: document.mode, ...(misfits.length > 0 && { misfits }) };
    }
    const { ontology: declared, types, relations } = await readSchema(domain, graph);
    const { version, document } = declared;
    if (op === 'propose') {
      return { version, mode: document.mode, ontology: plain(await proposeSchema(domain, graph)) };
    }
    return { version, mode: document.mode, ontology: plain(document), types, relations };
  },
  render({ version, mode, ontology, types, relations, misfits }) {
    const lines = [`Ontology version ${version}, ${mode}.`];
    const line = (one: { name: string; declared: boolean }, count: number): string =>
      `${one.name} ${count}${one.declared ? '' : ' (not declared)'}`;
    if (types) lines.push(`Types: ${types.map((one) => line(one, one.entities)).join(', ') || 'none yet'}`);
    if (relations)
      lines.push(`Relations: ${relations.map((one) => line(one, one.facts)).join(', ') || 'none yet'}`);
    if (ontology) lines.push(JSON.stringify(ontology));
    if (misfits) lines.push(`What is there and does not fit: ${misfits.join('; ')}`);
    return lines.join('\n');
  },
});

/** @throws IzaError INVALID_INPUT which names the first place that is wrong. */
async function parseOntology(given: Record<string, unknown> | undefined): Promise<OntologyDocument> {
  const { ontologySchema } = await import('../ontology.ts');
  const parsed = ontologySchema.safeParse(given);
  if (parsed.success && given !== undefined) return parsed.data;
  const [issue] = parsed.error?.issues ?? [];
  const place = ['ontology', ...(issue?.path ?? [])].join('/');
  throw new IzaError('INVALID_INPUT', `/${place}: ${issue?.message ?? 'apply needs it'}.`, {
    hint: 'Nothing was changed. Op "propose" gives one that fits what is there, to be changed and applied.',
  });
}

type Json = z.infer<ReturnType<typeof z.json>>;

function plain(document: OntologyDocument): Record<string, Json> {
  return present(document) as Record<string, Json>;
}
