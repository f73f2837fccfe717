import * as z from 'zod';
import { cutFields } from '../../../../../shared/mcp/output.ts';
import { MAX_TEXT } from '../../../memory.ts';
import { MAX_NAME } from '../graph.ts';

/** In one call. */
export const MOST = 1_000;

export const nameField = z.string().min(1).max(MAX_NAME);
export const typeField = z.string().max(MAX_NAME);
export const observationField = z.string().max(MAX_TEXT);

export const entityFields = z.object({
  name: nameField.describe('Unique, letter for letter.'),
  entityType: typeField.describe('Such as person, organization, event.'),
  observations: z.array(observationField).max(MOST).describe('One fact each.'),
});

export const relationFields = z.object({
  from: nameField.describe('Name of the entity where it begins.'),
  to: nameField.describe('Name of the entity where it ends.'),
  relationType: typeField.min(1).describe('In active voice, such as works_at.'),
});

/** Results have no limits: what is there was let in before. */
export const entityOutput = z.object({
  name: z.string(),
  entityType: z.string(),
  observations: z.array(z.string()),
});
export const relationOutput = z.object({ from: z.string(), to: z.string(), relationType: z.string() });

export const noteFields = {
  notes: z.array(z.string()).optional().describe('What was done to the texts before they were stored.'),
};

export const cursorField = z.string().max(200).optional().describe('Of the result before, to go on.');

export const graphOutput = z.object({
  entities: z.array(entityOutput),
  relations: z.array(relationOutput),
  ...cutFields,
});

export const doneOutput = z.object({ success: z.boolean(), message: z.string() });

/** The text that the reference server shows. */
export function indented(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Its text, and what it has not: the notes. */
export function withNotes(value: unknown, notes: readonly string[] | undefined): string {
  return [indented(value), ...(notes ?? [])].join('\n');
}
