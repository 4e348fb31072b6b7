/** The domain of each AWS region (Genesys: PureCloudRegionHosts). */
export const GENESYS_REGIONS: Readonly<Record<string, string>> = {
  'us-east-1': 'mypurecloud.com',
  'us-east-2': 'use2.us-gov-pure.cloud',
  'us-west-2': 'usw2.pure.cloud',
  'ca-central-1': 'cac1.pure.cloud',
  'sa-east-1': 'sae1.pure.cloud',
  'mx-central-1': 'mxc1.pure.cloud',
  'eu-west-1': 'mypurecloud.ie',
  'eu-west-2': 'euw2.pure.cloud',
  'eu-central-1': 'mypurecloud.de',
  'eu-central-2': 'euc2.pure.cloud',
  'me-central-1': 'mec1.pure.cloud',
  'ap-south-1': 'aps1.pure.cloud',
  'ap-northeast-1': 'mypurecloud.jp',
  'ap-northeast-2': 'apne2.pure.cloud',
  'ap-northeast-3': 'apne3.pure.cloud',
  'ap-southeast-1': 'apse1.pure.cloud',
  'ap-southeast-2': 'mypurecloud.com.au',
  'eusc-de-east-1': 'edee1.eusc-pure.cloud',
};

/** New regions appear before the vendor's pages name them, so a domain needs the vendor's ending only. */
const DOMAIN = /^([a-z\d]{2,8}\.([a-z]{2,8}(-[a-z]{2,8})?-)?pure\.cloud|mypurecloud\.[a-z]{2,3}(\.[a-z]{2})?)$/;

/** The two addresses of a Genesys Cloud organisation. */
export interface GenesysEndpoints {
  readonly apiUrl: string;
  readonly loginUrl: string;
}

/** The addresses for a region name, its domain, or its `api.` or `login.` host; undefined when it is none of them. */
export function genesysEndpoints(region: string): GenesysEndpoints | undefined {
  const asked = region.trim().toLowerCase();
  const named = Object.hasOwn(GENESYS_REGIONS, asked) ? GENESYS_REGIONS[asked] : undefined;
  const domain =
    named ??
    asked
      .replace(/^https:\/\//, '')
      .replace(/^(api|login)\./, '')
      .replace(/\/$/, '');
  if (!DOMAIN.test(domain)) return undefined;
  return { apiUrl: `https://api.${domain}`, loginUrl: `https://login.${domain}` };
}
