/** Where a cloud's Graph and login side are (Graph: deployments). */
export interface CloudEndpoints {
  readonly graphUrl: string;
  readonly loginUrl: string;
}

/** The clouds by the name used in settings; GCC is part of the global one. */
export const CLOUDS = {
  global: { graphUrl: 'https://graph.microsoft.com', loginUrl: 'https://login.microsoftonline.com' },
  usgov: { graphUrl: 'https://graph.microsoft.us', loginUrl: 'https://login.microsoftonline.us' },
  usgovdod: { graphUrl: 'https://dod-graph.microsoft.us', loginUrl: 'https://login.microsoftonline.us' },
  china: { graphUrl: 'https://microsoftgraph.chinacloudapi.cn', loginUrl: 'https://login.chinacloudapi.cn' },
} as const satisfies Readonly<Record<string, CloudEndpoints>>;
