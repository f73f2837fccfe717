import { expect } from 'vitest';
import type { ImportItem } from '../../../../servers/memory/transfer/import-item.ts';
import type { ImportLimits } from '../../../../servers/memory/transfer/limits.ts';
import { readImport, surveyImport } from '../../../../servers/memory/transfer/read-import.ts';
import type { IzaError } from '../../../../shared/mcp/errors.ts';
import { bytesSource } from '../../../../shared/text/byte-source.ts';

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content, 'utf8') : content;

export async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of from) all.push(one);
  return all;
}

/** All of a file as an import finds it, with the formats it was taken for. */
export async function importOf(
  content: string | Uint8Array,
  name = 'file',
): Promise<{ formats: string[]; items: ImportItem[] }> {
  const survey = await surveyImport(bytesSource(name, bytesOf(content)));
  const items = await collect(readImport(survey.parts));
  expect(items).toHaveLength(survey.total);
  return { formats: survey.parts.map(({ format }) => format), items };
}

/** The error of an import that is refused, found before anything of it is handed out. */
export async function refusalOf(
  content: string | Uint8Array,
  limits: Partial<ImportLimits> = {},
  name = 'file',
): Promise<IzaError> {
  const error = await surveyImport(bytesSource(name, bytesOf(content)), { limits }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'IzaError' });
  return error as IzaError;
}
