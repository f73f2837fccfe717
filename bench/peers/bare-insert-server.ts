import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import Sqlite from 'better-sqlite3';
import * as z from 'zod';

// The floor of a write: one row of the width of a memory, in a table without an index, on disk before the answer.
const db = new Sqlite(process.env.BARE_DB ?? '');
db.pragma('busy_timeout = 10000');
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE IF NOT EXISTS memory (seq INTEGER PRIMARY KEY, id TEXT, version INTEGER, scope_id INTEGER, kind TEXT,
  text TEXT, fingerprint TEXT, tags TEXT, recorded_at INTEGER, status TEXT, importance REAL, sensitivity INTEGER, trust INTEGER)`);
const insert = db.prepare(
  `INSERT INTO memory (id, version, scope_id, kind, text, fingerprint, tags, recorded_at, status, importance, sensitivity, trust)
   VALUES (?, 1, 1, 'note', ?, ?, '[]', ?, 'active', 0.4, 1, 4)`,
);

// The same with the words of the text in an index, in a table of its own: what search by words costs anybody.
db.exec(`CREATE TABLE IF NOT EXISTS worded AS SELECT * FROM memory WHERE false;
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (text, content = 'worded', tokenize = 'porter unicode61')`);
const insertWorded = db.prepare(
  `INSERT INTO worded (id, version, scope_id, kind, text, fingerprint, tags, recorded_at, status, importance, sensitivity, trust)
   VALUES (?, 1, 1, 'note', ?, ?, '[]', ?, 'active', 0.4, 1, 4)`,
);
const insertWords = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
const insertBoth = db.transaction((row: [string, string, string, number]) => {
  insertWords.run(insertWorded.run(...row).lastInsertRowid, row[1]);
});

serveStdio(() => {
  const server = new McpServer({ name: 'bare', version: '1.0.0' }, { capabilities: { tools: {} } });
  const text = z.string().describe('Anything.');
  server.registerTool(
    'insert',
    {
      description: 'Inserts a row.',
      inputSchema: z.object({ text, words: z.boolean().optional().describe('Indexes them too.') }),
      outputSchema: z.object({ ms: z.number() }),
    },
    async ({ text, words }) => {
      const began = performance.now();
      const row: [string, string, string, number] = [
        '01ARZ3NDEKTSV4RRFFQ69G5FAV',
        text,
        'f'.repeat(64),
        Date.now(),
      ];
      if (words) insertBoth.immediate(row);
      else insert.run(...row);
      const ms = performance.now() - began;
      return { content: [{ type: 'text', text: String(ms) }], structuredContent: { ms } };
    },
  );
  server.registerTool(
    'echo',
    { description: 'Answers.', inputSchema: z.object({ text }), outputSchema: z.object({ text }) },
    async ({ text }) => ({ content: [{ type: 'text', text }], structuredContent: { text } }),
  );
  return server;
});
