import type { KeyFormat } from './key-format.ts';

/** Keys of code hosting, package registries, models and the tools of developers. */
export const DEVELOPER_KEYS: readonly KeyFormat[] = [
  {
    id: 'github',
    starts: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    rest: '[A-Za-z0-9]{36,251}',
    source: 'https://github.blog/engineering/behind-githubs-new-authentication-token-formats/',
  },
  {
    id: 'github',
    starts: ['github_pat_'],
    rest: '[A-Za-z0-9]{22}_[A-Za-z0-9]{59}',
    source:
      'https://docs.github.com/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
  },
  {
    id: 'gitlab',
    starts: [
      'glpat-',
      'gloas-',
      'gldt-',
      'glrt-',
      'glrtr-',
      'glcbt-',
      'glptt-',
      'glft-',
      'glimt-',
      'glagent-',
      'glsoat-',
      'glffct-',
    ],
    rest: '[A-Za-z0-9_-]{20,300}(?:\\.[a-z0-9]{2}\\.[a-z0-9]{9})?',
    source: 'https://docs.gitlab.com/security/tokens/#token-prefixes',
  },
  {
    id: 'npm',
    starts: ['npm_'],
    rest: '[A-Za-z0-9]{36}',
    source: 'https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/',
  },
  {
    id: 'pypi',
    // The macaroon's location, pypi.org, in base64.
    starts: ['pypi-AgEIcHlwaS5vcmc', 'pypi-AgENdGVzdC5weXBpLm9yZw'],
    rest: '[A-Za-z0-9_-]{50,1000}',
    source: 'https://pypi.org/help/#apitoken',
  },
  {
    id: 'rubygems',
    starts: ['rubygems_'],
    rest: '[a-f0-9]{48}',
    source: 'https://guides.rubygems.org/api-key-scopes/',
  },
  {
    id: 'docker-hub',
    starts: ['dckr_pat_', 'dckr_oat_'],
    rest: '[A-Za-z0-9_-]{27,32}',
    source: 'https://docs.docker.com/security/access-tokens/',
  },
  {
    id: 'openai',
    starts: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'],
    rest: '[A-Za-z0-9_-]{20,300}',
    source: 'https://platform.openai.com/docs/api-reference/authentication',
  },
  {
    id: 'openai',
    starts: ['sk-'],
    rest: '[A-Za-z0-9]{32,64}',
    source: 'https://platform.openai.com/docs/api-reference/authentication',
  },
  {
    id: 'anthropic',
    starts: ['sk-ant-'],
    rest: '[a-z]{2,8}\\d{2}-[A-Za-z0-9_-]{24,300}',
    source: 'https://docs.anthropic.com/en/api/overview',
  },
  {
    id: 'openrouter',
    starts: ['sk-or-v1-'],
    rest: '[a-f0-9]{64}',
    source: 'https://openrouter.ai/docs/guides/features/guardrails/secret-formats',
  },
  {
    id: 'hugging-face',
    starts: ['hf_', 'api_org_'],
    rest: '[A-Za-z0-9]{34}',
    source: 'https://huggingface.co/docs/hub/security-tokens',
  },
  {
    id: 'groq',
    starts: ['gsk_'],
    rest: '[A-Za-z0-9]{52}',
    source: 'https://console.groq.com/docs/quickstart',
  },
  { id: 'xai', starts: ['xai-'], rest: '[A-Za-z0-9]{80}', source: 'https://docs.x.ai/docs/overview' },
  {
    id: 'perplexity',
    starts: ['pplx-'],
    rest: '[A-Za-z0-9]{48,56}',
    source: 'https://docs.perplexity.ai/guides/api-key-management',
  },
  {
    id: 'replicate',
    starts: ['r8_'],
    rest: '[A-Za-z0-9]{37}',
    source: 'https://replicate.com/docs/topics/security/api-tokens',
  },
  {
    id: 'langsmith',
    starts: ['lsv2_pt_', 'lsv2_sk_'],
    rest: '[a-f0-9]{32}_[a-f0-9]{10}',
    source:
      'https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key',
  },
  {
    id: 'voyage',
    starts: ['pa-'],
    rest: '[A-Za-z0-9_-]{43}',
    source: 'https://docs.voyageai.com/docs/api-key-and-installation',
  },
  {
    id: 'postman',
    starts: ['PMAK-'],
    rest: '[a-f0-9]{24}-[a-f0-9]{34}',
    source: 'https://learning.postman.com/docs/developer/postman-api/authentication/',
  },
  {
    id: 'buildkite',
    starts: ['bkua_'],
    rest: '[a-f0-9]{40}',
    source: 'https://buildkite.com/docs/apis/managing-api-tokens',
  },
  {
    id: 'circleci',
    starts: ['CCIPAT_', 'CCIPRJ_'],
    rest: '[A-Za-z0-9]{20,24}_[a-f0-9]{40}',
    source: 'https://circleci.com/docs/managing-api-tokens/',
  },
  {
    id: 'doppler',
    starts: ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'],
    rest: '(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}',
    source: 'https://docs.doppler.com/reference/auth-token-formats',
  },
  {
    id: 'sourcegraph',
    starts: ['sgp_'],
    rest: '(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}',
    source: 'https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token',
  },
  {
    id: 'age',
    // Bech32 of 32 bytes, whose alphabet leaves out 1, B, I and O (BIP 173).
    starts: ['AGE-SECRET-KEY-1'],
    rest: '[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}',
    source: 'https://github.com/C2SP/C2SP/blob/main/age.md#the-x25519-recipient-type',
  },
  {
    id: 'onepassword',
    starts: ['ops_eyJ'],
    rest: '[A-Za-z0-9+/_=-]{250,2000}',
    source: 'https://developer.1password.com/docs/service-accounts/',
  },
];
