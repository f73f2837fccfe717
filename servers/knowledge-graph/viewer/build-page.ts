import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts the page together: its markup, styles and code in one document. Called by the build (tsup.config.ts), whose
 * bundler it needs, and where the server runs from its sources.
 * @param folder where the sources of the page are.
 */
export async function buildPage(folder: string): Promise<string> {
  const { build } = await import('esbuild');
  const bundle = async (file: string): Promise<string> => {
    const { outputFiles } = await build({
      entryPoints: [join(folder, file)],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      target: 'es2022',
      legalComments: 'inline',
    });
    return outputFiles[0]?.text ?? '';
  };
  const [markup, style, code] = await Promise.all([
    readFile(join(folder, 'index.html'), 'utf8'),
    bundle('style.css'),
    bundle('main.ts'),
  ]);
  // Functions, since `$` means something in a replacement; and no text of the code may end its element.
  return markup
    .replace('/* style */', () => style)
    .replace('/* code */', () => code.replaceAll('</script', '<\\/script'));
}
