import packageJson from '../package.json' with { type: 'json' };

/** The version of the package, put into the bundle when it is built. */
export const VERSION: string = packageJson.version;
