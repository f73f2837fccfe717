import { defineConfig } from 'tsup';

// Everything but native code goes into the bundle: one file less to resolve is a faster cold start, and
// the published package has a single runtime dependency. What is in `dependencies` stays outside.
export default defineConfig({
  entry: { iza: 'cli/iza.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node22',
  splitting: true,
  clean: true,
  banner: {
    // Bundled CommonJS packages call `require`, which an ES module does not have.
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
