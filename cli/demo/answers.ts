import * as z from 'zod';

// What the demo reads of the answers of Iza's tools: an outsider's view, like that of any MCP client.

export const Servers = z.object({
  servers: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      state: z.string(),
      tools: z.number(),
      listed: z.boolean(),
      problem: z.string().optional(),
      pids: z.array(z.number()).default([]),
    }),
  ),
});

export const FoundTool = z.object({
  name: z.string(),
  description: z.string(),
  parameters: z.string(),
  input_schema: z.object({
    properties: z
      .record(z.string(), z.looseObject({ type: z.unknown(), description: z.string().optional() }))
      .default({}),
    required: z.array(z.string()).default([]),
  }),
});
export type FoundTool = z.output<typeof FoundTool>;

export const FoundTools = z.object({
  searched: z.number(),
  results: z.array(z.object({ need: z.string(), tools: z.array(FoundTool) })),
});

export const Remembered = z.object({
  stored: z.array(z.object({ id: z.string(), status: z.string(), notes: z.array(z.string()).optional() })),
});

export const Recalled = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      why: z.array(z.string()),
      age: z.string(),
      sources: z.array(
        z.object({
          title: z.string().optional(),
          uri: z.string().optional(),
          quote: z.string().optional(),
        }),
      ),
    }),
  ),
  matched: z.string(),
  next: z.object({ tool: z.string(), arguments: z.record(z.string(), z.json()) }).optional(),
});
export type RecalledItem = z.output<typeof Recalled>['items'][number];

export const Preferred = z.object({
  status: z.string(),
  replaced: z.array(z.object({ value: z.string() })).optional(),
});

export const Decided = z.object({ status: z.string() });

export const Forgotten = z.object({ forgotten: z.array(z.string()) });

export const Asserted = z.object({
  status: z.literal('stored'),
  facts: z.array(z.object({ id: z.string(), fact: z.string() })),
});

export const Connected = z.object({
  paths: z.array(
    z.object({
      length: z.number(),
      entities: z.array(z.object({ name: z.string() })),
      steps: z.array(
        z.array(z.object({ id: z.string(), sources: z.array(z.object({ title: z.string().optional() })) })),
      ),
    }),
  ),
});

export const TakenBack = z.object({ facts: z.array(z.string()) });
