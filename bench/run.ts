import { cacheHits } from './cache.ts';
import { callOverhead } from './call-overhead.ts';
import { coldStart } from './cold-start.ts';
import { print } from './figures.ts';
import { graphRetrieval } from './graph-retrieval.ts';
import { graphSpeed } from './graph-speed.ts';
import { llmStart } from './llm-start.ts';
import { memoryImport } from './memory-import.ts';
import { memorySpeed } from './memory-speed.ts';
import { memoryUse } from './memory-use.ts';
import { memoryWriters } from './memory-writers.ts';
import { nameIndex } from './name-index.ts';
import { privacy } from './privacy.ts';
import { referenceMemory } from './reference-memory.ts';
import { topology } from './topology.ts';
import { vectors } from './vectors.ts';

// npm run bench [-- name …]: measures what the project claims, each against a peer in the same run.
const BENCHES = {
  'cold-start': coldStart,
  'call-overhead': callOverhead,
  'memory-use': memoryUse,
  'memory-import': memoryImport,
  'memory-speed': memorySpeed,
  'memory-writers': memoryWriters,
  'llm-start': llmStart,
  'reference-memory': referenceMemory,
  'name-index': nameIndex,
  cache: cacheHits,
  privacy,
  'graph-retrieval': graphRetrieval,
  'graph-speed': graphSpeed,
  topology,
  vectors,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(64);
}
if (process.platform !== 'linux') {
  console.error('The benches read /proc, which only Linux has.');
  process.exit(69);
}
let broken = 0;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const claim of await bench()) if (!print(claim)) broken += 1;
}
process.exitCode = broken === 0 ? 0 : 1;
