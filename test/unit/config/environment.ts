/** The least a process needs, with every end on loopback. */
export const LEAST: Readonly<Record<string, string>> = {
  SCOPE: 'all',
  GRAPH_AUTH: 'fixed-token',
  GRAPH_TOKEN: 'the-graph-token',
  GRAPH_URL: 'http://127.0.0.1:4001',
  GENESYS_LOGIN_URL: 'http://127.0.0.1:4002',
  GENESYS_API_URL: 'http://127.0.0.1:4002',
  GENESYS_CLIENT_ID: 'client',
  GENESYS_CLIENT_SECRET: 'the-genesys-secret',
  DIGEST_KEY: 'the-digest-key-0123456789',
  SERVICEBUS:
    'Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=a;SharedAccessKey=the-bus-key;UseDevelopmentEmulator=true',
  STORAGE: 'UseDevelopmentStorage=true',
};

/** For a test that reads no file. */
export function noFile(): never {
  throw new Error('no file is read here');
}
