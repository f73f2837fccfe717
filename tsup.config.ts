import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig, type Options } from 'tsup';
import { buildPage } from './servers/knowledge-graph/viewer/build-page.ts';

/** The prompts are read where they lie beside their module: in a bundle, beside its files. */
const promptTemplates: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'prompt-templates',
  setup({ initialOptions: { outdir = '' }, onEnd }) {
    const templates = join(import.meta.dirname, 'shared/llm/prompts/templates');
    onEnd(() => cp(templates, join(outdir, 'templates'), { recursive: true }));
  },
};

/** The page of the knowledge graph, read beside its module as well. */
const graphViewer: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'graph-viewer',
  setup({ initialOptions: { outdir = '' }, onEnd }) {
    const page = join(import.meta.dirname, 'servers/knowledge-graph/viewer/page');
    onEnd(async () => writeFile(join(outdir, 'graph-viewer.html'), await buildPage(page)));
  },
};

// Everything but native code goes into the bundle: one file less to resolve is a faster cold start, and
// the published package has a single runtime dependency. What is in `dependencies` stays outside.
export default defineConfig({
  // Documents are read in a thread, which is started from a file of its own (shared/text/parse-thread.ts).
  entry: { iza: 'cli/iza.ts', 'parse-worker': 'shared/text/parse-worker.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node22',
  splitting: true,
  clean: true,
  esbuildPlugins: [promptTemplates, graphViewer],
  // It makes the page where there is no build; here it is made already.
  external: ['esbuild'],
  banner: {
    // Bundled CommonJS packages use what an ES module does not have.
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __filename = import.meta.filename;",
  },
  esbuildOptions(options) {
    // Packages that ship both: their ES modules can be bundled in parts, their UMD builds not at all.
    options.mainFields = ['module', 'main'];
  },
});
