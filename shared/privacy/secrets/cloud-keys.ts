import type { KeyFormat } from './key-format.ts';

/** Keys of clouds, hosts, databases and what runs on them. */
export const CLOUD_KEYS: readonly KeyFormat[] = [
  {
    id: 'aws-access-key',
    starts: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    rest: '[A-Z2-7]{16}',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
  },
  {
    id: 'aws-bedrock',
    starts: ['ABSK'],
    rest: '[A-Za-z0-9+/]{109,269}={0,2}',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
  },
  {
    id: 'google-api',
    starts: ['AIza'],
    rest: '[A-Za-z0-9_-]{35}',
    source: 'https://cloud.google.com/docs/authentication/api-keys',
  },
  {
    id: 'google-oauth',
    starts: ['GOCSPX-'],
    rest: '[A-Za-z0-9_-]{28}',
    source: 'https://developers.google.com/identity/protocols/oauth2/web-server',
  },
  {
    id: 'google-access-token',
    starts: ['ya29.'],
    rest: '[A-Za-z0-9_-]{30,2048}',
    source: 'https://cloud.google.com/docs/authentication/token-types',
  },
  {
    id: 'azure-storage',
    starts: ['AccountKey='],
    rest: '[A-Za-z0-9+/]{86}==',
    source: 'https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string',
  },
  {
    id: 'azure-shared-access',
    starts: ['SharedAccessKey='],
    rest: '[A-Za-z0-9+/]{43}=',
    source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas',
  },
  {
    id: 'azure-sas',
    starts: ['sig='],
    rest: '(?:[A-Za-z0-9/+]|%2[BbFf]){43}(?:=|%3[Dd])',
    source: 'https://learn.microsoft.com/azure/storage/common/storage-sas-overview',
  },
  {
    id: 'digitalocean',
    starts: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
    rest: '[a-f0-9]{64}',
    source: 'https://docs.digitalocean.com/reference/api/create-personal-access-token/',
  },
  {
    id: 'cloudflare',
    starts: ['cfk_', 'cfut_', 'cfat_'],
    rest: '[A-Za-z0-9]{40}[A-Za-z0-9]{4,16}',
    source: 'https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/',
  },
  {
    id: 'cloudflare-origin-ca',
    starts: ['v1.0-'],
    rest: '[a-f0-9]{24}-[a-f0-9]{146}',
    source: 'https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/',
  },
  {
    id: 'vault',
    starts: ['hvs.', 'hvb.', 'hvr.'],
    rest: '[A-Za-z0-9_-]{24,300}',
    source: 'https://developer.hashicorp.com/vault/docs/concepts/tokens',
  },
  {
    id: 'pulumi',
    starts: ['pul-'],
    rest: '[a-f0-9]{40}',
    source: 'https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/',
  },
  {
    id: 'databricks',
    starts: ['dapi'],
    rest: '[a-f0-9]{32}(?:-\\d{1,2})?',
    source: 'https://docs.databricks.com/dev-tools/auth/pat.html',
  },
  {
    id: 'planetscale',
    starts: ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'],
    rest: '[A-Za-z0-9_.=-]{32,64}',
    source: 'https://planetscale.com/docs/concepts/service-tokens',
  },
  {
    id: 'supabase',
    starts: ['sbp_'],
    rest: '[a-f0-9]{40}',
    source: 'https://supabase.com/docs/reference/api/introduction',
  },
  {
    id: 'supabase-secret',
    starts: ['sb_secret_'],
    rest: '[A-Za-z0-9_-]{31}',
    source: 'https://supabase.com/docs/guides/api/api-keys',
  },
  {
    id: 'heroku',
    starts: ['HRKU-'],
    rest: '[A-Za-z0-9_-]{36,80}',
    source: 'https://devcenter.heroku.com/articles/authentication',
  },
  {
    id: 'netlify',
    starts: ['nfp_', 'nfc_', 'nfo_', 'nfu_'],
    rest: '[A-Za-z0-9]{36}',
    source: 'https://docs.netlify.com/api/get-started/',
  },
  {
    id: 'fly',
    starts: ['fm1_', 'fm2_', 'fm1r_', 'fm1a_', 'fo1_'],
    rest: '[A-Za-z0-9+/_-]{40,1000}={0,2}',
    source: 'https://fly.io/docs/security/tokens/',
  },
  {
    id: 'tailscale',
    starts: ['tskey-auth-', 'tskey-api-', 'tskey-client-'],
    rest: '[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,50}',
    source: 'https://tailscale.com/kb/1085/auth-keys',
  },
  {
    id: 'grafana',
    starts: ['glsa_'],
    rest: '[A-Za-z0-9]{32}_[a-fA-F0-9]{8}',
    source: 'https://grafana.com/docs/grafana/latest/administration/service-accounts/',
  },
  {
    id: 'grafana-cloud',
    starts: ['glc_'],
    rest: '[A-Za-z0-9+/]{32,400}={0,2}',
    source:
      'https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/',
  },
  {
    id: 'new-relic',
    starts: ['NRAK-', 'NRRA-'],
    rest: '[A-Z0-9]{27}',
    source: 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/',
  },
  {
    id: 'sentry',
    starts: ['sntrys_'],
    rest: 'eyJ[A-Za-z0-9+/_=-]{40,600}',
    source: 'https://docs.sentry.io/account/auth-tokens/',
  },
  {
    id: 'sentry-user',
    starts: ['sntryu_'],
    rest: '[a-f0-9]{64}',
    source: 'https://docs.sentry.io/account/auth-tokens/',
  },
];
