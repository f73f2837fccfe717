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
    // Bundled CommonJS packages use what an ES module does not have.
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __filename = import.meta.filename;",
  },
  esbuildOptions(options) {
    // Packages that ship both: their ES modules can be bundled in parts, their UMD builds not at all.
    options.mainFields = ['module', 'main'];
  },
});
