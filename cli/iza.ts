#!/usr/bin/env node
// No static import, and only syntax that Node 18 reads: better-sqlite3 crashes an old Node outright, so the
// version is looked at before anything else is loaded, and the person is told what to do instead.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  const { main } = await import('./main.ts');
  await main(process.argv);
} else {
  process.stderr.write(
    `iza needs Node 22.18 or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'What to do:\n' +
      '  - install Node 24 LTS from https://nodejs.org/en/download, or with a version manager: nvm install 24\n' +
      `  - once, without installing: npx -p node@24 node ${process.argv[1]}\n` +
      '  - in a clone of the project every npm script runs Node 24 by itself: npm start, npm run demo, npm test\n',
  );
  // EX_CONFIG of sysexits.h, as in exit-codes.ts, which is not loaded here.
  process.exitCode = 78;
}
