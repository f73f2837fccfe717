import { setUp } from '../set-up.ts';

/** Three people, two firms and a project: the graph of the examples in docs/cypher.md. */
export async function smallGraph() {
  const { value, call, ...rest } = await setUp();
  const document = {
    mode: 'open',
    types: { Person: {}, Company: {}, Startup: { parents: ['Company'] }, Project: {} },
    relations: { works_at: { inverse: 'employs' } },
  };
  await value('kg_schema', { op: 'apply', ontology: document });
  const person = (name: string) => ({ name, type: 'Person' });
  await value('kg_assert', {
    entities: [
      { ...person('Ada'), keys: ['ada@example.org'], aliases: ['Countess'] },
      person('Ben'),
      person('Cy'),
      { name: 'Acme', type: 'Company' },
      { name: 'Bolt', type: 'Startup' },
      { name: 'Iza', type: 'Project', summary: 'Memory for Claude.' },
    ],
    facts: [
      { subject: 'Ada', relation: 'works_at', object: 'Acme', valid_from: '2020-01-01' },
      {
        subject: 'Ben',
        relation: 'works_at',
        object: 'Acme',
        valid_from: '2019-01-01',
        valid_to: '2022-01-01',
      },
      { subject: 'Ben', relation: 'works_at', object: 'Bolt', valid_from: '2022-01-01' },
      { subject: 'Cy', relation: 'works_at', object: 'Bolt', valid_from: '2021-06-01', confidence: 0.8 },
      { subject: 'Ada', relation: 'knows', object: 'Ben', valid_from: '2019-05-01' },
      { subject: 'Ben', relation: 'knows', object: 'Cy', valid_from: '2021-06-01' },
      { subject: 'Cy', relation: 'maintains', object: 'Iza', valid_from: '2023-01-01' },
      { subject: 'Ada', relation: 'born', value: 1990, valid_from: '1990-01-01' },
      { subject: 'Ben', relation: 'born', value: 1985, valid_from: '1985-01-01' },
      { subject: 'Ada', relation: 'speaks', value: 'English', valid_from: '2000-01-01' },
      { subject: 'Ada', relation: 'speaks', value: 'French', valid_from: '2000-01-01' },
    ],
  });
  /** The rows of a query. */
  const rows = async (query: string, params: object = {}, more: object = {}): Promise<unknown> =>
    (await value('kg_query', { query, params, ...more })).rows;
  /** The text of the error of a query. */
  const error = async (query: string, params: object = {}): Promise<string> => {
    const { isError, content } = (await call('kg_query', { query, params })) as {
      isError?: boolean;
      content: { text: string }[];
    };
    if (!isError) throw new Error(`It was not refused: ${query}`);
    return content[0]?.text ?? '';
  };
  return { value, call, rows, error, ...rest };
}
