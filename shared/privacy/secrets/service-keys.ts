import type { KeyFormat } from './key-format.ts';

/** Keys of payments, messages, shops and offices. */
export const SERVICE_KEYS: readonly KeyFormat[] = [
  {
    id: 'slack',
    starts: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxo-', 'xoxe-', 'xoxe.xoxp-', 'xoxe.xoxb-'],
    rest: '[A-Za-z0-9-]{20,300}',
    source: 'https://docs.slack.dev/authentication/tokens',
  },
  {
    id: 'slack',
    starts: ['xapp-'],
    rest: '\\d-[A-Z0-9]{8,14}-\\d{10,14}-[a-f0-9]{64}',
    source: 'https://docs.slack.dev/authentication/tokens',
  },
  {
    id: 'slack-webhook',
    starts: ['hooks.slack.com/services/', 'hooks.slack.com/workflows/'],
    rest: '[A-Z0-9]{8,12}/[A-Z0-9]{8,12}/[A-Za-z0-9]{18,40}(?:/[A-Za-z0-9]{18,40})?',
    source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
  },
  {
    id: 'stripe',
    starts: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    rest: '[A-Za-z0-9]{16,247}',
    source: 'https://docs.stripe.com/keys',
  },
  {
    id: 'stripe-webhook',
    starts: ['whsec_'],
    rest: '[A-Za-z0-9+/]{32,64}={0,2}',
    source: 'https://docs.stripe.com/webhooks',
  },
  {
    id: 'sendgrid',
    starts: ['SG.'],
    rest: '[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}',
    source: 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
  },
  {
    id: 'twilio',
    starts: ['SK'],
    rest: '[a-f0-9]{32}',
    source: 'https://www.twilio.com/docs/iam/api-keys',
  },
  {
    id: 'mailgun',
    starts: ['key-'],
    rest: '[a-f0-9]{32}',
    source: 'https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/',
  },
  {
    id: 'brevo',
    starts: ['xkeysib-', 'xsmtpsib-'],
    rest: '[a-f0-9]{64}-[A-Za-z0-9]{16}',
    source: 'https://developers.brevo.com/docs/getting-started',
  },
  {
    id: 'resend',
    starts: ['re_'],
    rest: '[A-Za-z0-9]{8}_[A-Za-z0-9]{24}',
    source: 'https://resend.com/docs/dashboard/api-keys/introduction',
  },
  {
    id: 'discord-webhook',
    starts: ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    rest: '\\d{17,20}/[A-Za-z0-9_-]{60,80}',
    source: 'https://discord.com/developers/docs/resources/webhook',
  },
  {
    id: 'shopify',
    starts: ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shpua_'],
    rest: '[a-fA-F0-9]{32}',
    source: 'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens',
  },
  {
    id: 'square',
    starts: ['sq0atp-', 'sq0csp-', 'sq0idp-'],
    rest: '[A-Za-z0-9_-]{22,43}',
    source: 'https://developer.squareup.com/docs/build-basics/access-tokens',
  },
  {
    id: 'plaid',
    starts: ['access-sandbox-', 'access-development-', 'access-production-'],
    rest: '[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}',
    source: 'https://plaid.com/docs/api/tokens/',
  },
  {
    id: 'notion',
    starts: ['ntn_', 'secret_'],
    rest: '[A-Za-z0-9]{43,50}',
    source: 'https://developers.notion.com/docs/authorization',
  },
  {
    id: 'linear',
    starts: ['lin_api_', 'lin_oauth_'],
    rest: '[A-Za-z0-9]{40,64}',
    source: 'https://linear.app/developers/graphql',
  },
  {
    id: 'figma',
    starts: ['figd_', 'figo_', 'figp_'],
    rest: '[A-Za-z0-9_-]{40,50}',
    source: 'https://developers.figma.com/docs/rest-api/authentication/',
  },
  {
    id: 'airtable',
    starts: ['pat'],
    rest: '[A-Za-z0-9]{14}\\.[a-f0-9]{64}',
    source: 'https://airtable.com/developers/web/guides/personal-access-tokens',
  },
  {
    id: 'atlassian',
    starts: ['ATATT3xFfGF0', 'ATCTT3xFfGN0', 'ATBB'],
    rest: '[A-Za-z0-9_=-]{28,300}',
    source:
      'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
  },
  {
    id: 'contentful',
    starts: ['CFPAT-'],
    rest: '[A-Za-z0-9_-]{43}',
    source: 'https://www.contentful.com/developers/docs/references/authentication/',
  },
  {
    id: 'facebook',
    starts: ['EAA'],
    rest: '[A-Za-z0-9]{80,400}',
    source: 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/',
  },
  {
    id: 'mapbox',
    starts: ['sk.eyJ'],
    rest: '[A-Za-z0-9_-]{40,300}\\.[A-Za-z0-9_-]{20,24}',
    source: 'https://docs.mapbox.com/help/getting-started/access-tokens/',
  },
];
