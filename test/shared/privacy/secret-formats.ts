import { BASE62, BASE64, BASE64URL, DIGITS, draw, HEX, LOWER, pick, UPPER } from './random.ts';

export interface SecretFormat {
  name: string;
  /** The detector that should name it. */
  detector: string;
  make(random: () => number): string;
  /** The words without which it would not be a secret; `%` stands for the value. */
  within?: readonly string[];
}

type Random = () => number;

/** A start, put together here so that no scanner of source code takes the format for a key. */
const start = (...parts: string[]) => parts.join('');
const after =
  (prefix: string, alphabet: string, length: number, suffix = '') =>
  (random: Random) =>
    prefix + draw(random, alphabet, length) + suffix;

const json = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const uuid = (random: Random) => [8, 4, 4, 4, 12].map((length) => draw(random, HEX, length)).join('-');

/** Base64 in lines of 64, as in PEM (RFC 7468 §2). */
function block(random: Random, label: string, lines: number): string {
  const body = Array.from({ length: lines }, () => draw(random, BASE64, 64)).join('\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`;
}

const PASSWORD_MARKS = '!#$%&*+=?^~';
const password = (random: Random) =>
  draw(random, UPPER, 1) +
  draw(random, LOWER, 5) +
  draw(random, DIGITS, 3) +
  pick(random, [...PASSWORD_MARKS]) +
  draw(random, BASE62, 3);

export const SECRET_FORMATS: readonly SecretFormat[] = [
  {
    name: 'GitHub',
    detector: 'github',
    make: (r) => pick(r, ['ghp', 'gho', 'ghu', 'ghs', 'ghr']) + start('_') + draw(r, BASE62, 36),
  },
  {
    name: 'GitHub fine-grained',
    detector: 'github',
    make: (r) => `${after(start('github', '_pat_'), BASE62, 22)(r)}_${draw(r, BASE62, 59)}`,
  },
  {
    name: 'GitLab',
    detector: 'gitlab',
    make: (r) => pick(r, ['glpat', 'gldt', 'glrt', 'glptt']) + after('-', BASE64URL, 20)(r),
  },
  {
    name: 'AWS access key',
    detector: 'aws-access-key',
    make: (r) => pick(r, ['AKIA', 'ASIA']) + draw(r, `${UPPER}234567`, 16),
  },
  {
    name: 'AWS secret key',
    detector: 'token',
    make: after('', BASE64, 40),
    within: ['aws_secret_access_key = %', '"SecretAccessKey": "%"', 'export AWS_SECRET_ACCESS_KEY=%'],
  },
  { name: 'Google API', detector: 'google-api', make: after(start('AI', 'za'), BASE64URL, 35) },
  { name: 'Google OAuth', detector: 'google-oauth', make: after(start('GOC', 'SPX-'), BASE64URL, 28) },
  {
    name: 'Azure storage',
    detector: 'azure-storage',
    make: after(start('Account', 'Key='), BASE64, 86, '=='),
  },
  {
    name: 'Azure client secret',
    detector: 'azure-client-secret',
    make: (r) => `${draw(r, BASE62, 3)}8Q~${draw(r, BASE62, 34)}`,
  },
  {
    name: 'Azure shared access',
    detector: 'azure-shared-access',
    make: after(start('SharedAccess', 'Key='), BASE64, 43, '='),
  },
  {
    name: 'Azure DevOps',
    detector: 'azure-devops',
    make: (r) => `${draw(r, BASE62, 76)}AZDO${draw(r, BASE62, 4)}`,
  },
  {
    name: 'Slack bot',
    detector: 'slack',
    make: (r) => `${start('xox', 'b-')}${draw(r, DIGITS, 12)}-${draw(r, DIGITS, 12)}-${draw(r, BASE62, 24)}`,
  },
  {
    name: 'Slack app',
    detector: 'slack',
    make: (r) => `${start('xa', 'pp-1-')}A${draw(r, UPPER, 10)}-${draw(r, DIGITS, 13)}-${draw(r, HEX, 64)}`,
  },
  {
    name: 'Slack webhook',
    detector: 'slack-webhook',
    make: (r) =>
      `${start('hooks.slack', '.com/services/')}T${draw(r, UPPER, 9)}/B${draw(r, UPPER, 9)}/${draw(r, BASE62, 24)}`,
  },
  {
    name: 'Stripe',
    detector: 'stripe',
    make: (r) => pick(r, ['sk', 'rk']) + after(start('_li', 've_'), BASE62, 24)(r),
  },
  { name: 'Stripe webhook', detector: 'stripe-webhook', make: after(start('wh', 'sec_'), BASE62, 32) },
  { name: 'OpenAI project', detector: 'openai', make: after(start('sk-', 'proj-'), BASE64URL, 120) },
  {
    name: 'OpenAI',
    detector: 'openai',
    make: (r) => `${start('sk', '-')}${draw(r, BASE62, 20)}T3BlbkFJ${draw(r, BASE62, 20)}`,
  },
  { name: 'Anthropic', detector: 'anthropic', make: after(start('sk-', 'ant-api03-'), BASE64URL, 93, 'AA') },
  { name: 'npm', detector: 'npm', make: after(start('np', 'm_'), BASE62, 36) },
  { name: 'PyPI', detector: 'pypi', make: after(start('pypi-', 'AgEIcHlwaS5vcmc'), BASE64URL, 120) },
  { name: 'RubyGems', detector: 'rubygems', make: after(start('ruby', 'gems_'), HEX, 48) },
  { name: 'Docker Hub', detector: 'docker-hub', make: after(start('dckr', '_pat_'), BASE64URL, 27) },
  { name: 'Hugging Face', detector: 'hugging-face', make: after(start('h', 'f_'), LOWER + UPPER, 34) },
  { name: 'Groq', detector: 'groq', make: after(start('g', 'sk_'), BASE62, 52) },
  { name: 'Replicate', detector: 'replicate', make: after(start('r', '8_'), BASE62, 37) },
  {
    name: 'SendGrid',
    detector: 'sendgrid',
    make: (r) => `${start('S', 'G.')}${draw(r, BASE64URL, 22)}.${draw(r, BASE64URL, 43)}`,
  },
  { name: 'Twilio', detector: 'twilio', make: after(start('S', 'K'), HEX, 32) },
  { name: 'Mailgun', detector: 'mailgun', make: after(start('ke', 'y-'), HEX, 32) },
  {
    name: 'Mailchimp',
    detector: 'mailchimp',
    make: (r) => `${draw(r, HEX, 32)}-us${pick(r, ['1', '6', '21'])}`,
  },
  {
    name: 'Telegram',
    detector: 'telegram',
    make: (r) => `${pick(r, ['1', '7'])}${draw(r, DIGITS, 9)}:AA${draw(r, BASE64URL, 33)}`,
  },
  {
    name: 'Discord',
    detector: 'discord',
    make: (r) => `M${draw(r, BASE62, 25)}.${draw(r, BASE62, 6)}.${draw(r, BASE64URL, 38)}`,
  },
  {
    name: 'Discord webhook',
    detector: 'discord-webhook',
    make: (r) => `${start('discord', '.com/api/webhooks/')}1${draw(r, DIGITS, 17)}/${draw(r, BASE64URL, 68)}`,
  },
  {
    name: 'Shopify',
    detector: 'shopify',
    make: (r) => pick(r, ['shpat', 'shpca', 'shpss']) + after('_', HEX, 32)(r),
  },
  { name: 'DigitalOcean', detector: 'digitalocean', make: after(start('dop', '_v1_'), HEX, 64) },
  {
    name: 'Cloudflare',
    detector: 'cloudflare',
    make: (r) => pick(r, ['cfk', 'cfut', 'cfat']) + after('_', BASE62, 48)(r),
  },
  {
    name: 'Cloudflare origin CA',
    detector: 'cloudflare-origin-ca',
    make: (r) => `${start('v1', '.0-')}${draw(r, HEX, 24)}-${draw(r, HEX, 146)}`,
  },
  { name: 'Vault', detector: 'vault', make: (r) => pick(r, ['hvs', 'hvb']) + after('.', BASE64URL, 90)(r) },
  {
    name: 'Terraform',
    detector: 'terraform',
    make: (r) => `${draw(r, BASE62, 14)}${start('.atlas', 'v1.')}${draw(r, BASE64URL, 67)}`,
  },
  { name: 'Databricks', detector: 'databricks', make: after(start('da', 'pi'), HEX, 32) },
  {
    name: 'Grafana',
    detector: 'grafana',
    make: (r) => `${start('gl', 'sa_')}${draw(r, BASE62, 32)}_${draw(r, HEX, 8)}`,
  },
  { name: 'New Relic', detector: 'new-relic', make: after(start('NR', 'AK-'), UPPER + DIGITS, 27) },
  { name: 'Sentry', detector: 'sentry-user', make: after(start('sntr', 'yu_'), HEX, 64) },
  {
    name: 'Postman',
    detector: 'postman',
    make: (r) => `${start('PM', 'AK-')}${draw(r, HEX, 24)}-${draw(r, HEX, 34)}`,
  },
  { name: 'Linear', detector: 'linear', make: after(start('lin', '_api_'), BASE62, 40) },
  { name: 'Notion', detector: 'notion', make: after(start('nt', 'n_'), BASE62, 46) },
  { name: 'Figma', detector: 'figma', make: after(start('fi', 'gd_'), BASE64URL, 40) },
  {
    name: 'Airtable',
    detector: 'airtable',
    make: (r) => `${start('pa', 't')}${draw(r, BASE62, 14)}.${draw(r, HEX, 64)}`,
  },
  { name: 'Square', detector: 'square', make: after(start('sq0', 'atp-'), BASE64URL, 22) },
  { name: 'Plaid', detector: 'plaid', make: (r) => start('access-', 'production-') + uuid(r) },
  { name: 'Supabase', detector: 'supabase', make: after(start('sb', 'p_'), HEX, 40) },
  {
    name: 'Tailscale',
    detector: 'tailscale',
    make: (r) => `${start('tskey', '-auth-')}k${draw(r, BASE62, 11)}-${draw(r, BASE62, 32)}`,
  },
  {
    name: 'age',
    detector: 'age',
    make: after(start('AGE-SECRET', '-KEY-1'), 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58),
  },
  {
    name: 'JSON Web Token',
    detector: 'jwt',
    make: (r) =>
      `${json({ alg: 'HS256', typ: 'JWT' })}.${json({ sub: draw(r, DIGITS, 10), iat: 1_763_000_000 })}.${draw(r, BASE64URL, 43)}`,
  },
  { name: 'RSA key', detector: 'private-key', make: (r) => block(r, start('RSA PRIV', 'ATE KEY'), 12) },
  { name: 'PKCS #8 key', detector: 'private-key', make: (r) => block(r, start('PRIV', 'ATE KEY'), 3) },
  { name: 'SSH key', detector: 'private-key', make: (r) => block(r, start('OPENSSH PRIV', 'ATE KEY'), 6) },
  { name: 'PGP key', detector: 'private-key', make: (r) => block(r, start('PGP PRIV', 'ATE KEY BLOCK'), 8) },
  {
    name: 'database URL',
    detector: 'url-password',
    make: (r) => draw(r, BASE62, 16),
    within: [
      'postgres://app:%@db.internal:5432/main',
      'mongodb+srv://root:%@cluster0.abcde.mongodb.net/?retryWrites=true',
      'redis://:%@cache:6379/0',
      'mysql://u:%@10.0.0.7/shop',
    ],
  },
  {
    name: 'basic authorization',
    detector: 'authorization',
    make: (r) => Buffer.from(`admin:${draw(r, BASE62, 14)}`).toString('base64'),
    within: ['Authorization: Basic %', 'curl -H "authorization: Basic %" https://intranet.local'],
  },
  {
    name: 'bearer authorization',
    detector: 'authorization',
    make: after('', BASE62, 40),
    within: ['Authorization: Bearer %', "headers: { Authorization: 'Bearer %' }"],
  },
  {
    name: 'password in prose',
    detector: 'password',
    make: password,
    within: [
      'My wifi password is %, remember it.',
      'the password for the router is %',
      'The admin password was "%" until May',
      'Mein Passwort lautet %',
      'mot de passe : %',
    ],
  },
  {
    name: 'password in settings',
    detector: 'password',
    make: password,
    within: [
      'DB_PASSWORD=%',
      '{"user": "jo", "password": "%"}',
      'password: "%"',
      "const pwd = '%';",
      'mysqldump --password %',
    ],
  },
  {
    name: 'API key in settings',
    detector: 'token',
    make: after('', HEX, 32),
    within: [
      'DD_API_KEY=%',
      '"api_key": "%"',
      'https://api.acme.io/v1/items?api_key=%&page=2',
      'auth token: %',
      'client_secret = "%"',
    ],
  },
  {
    name: 'PIN',
    detector: 'pin',
    make: (r) => pick(r, ['3', '4', '5', '7']) + draw(r, DIGITS, 3),
    within: ['the PIN is %', 'My card has PIN: %'],
  },
];
