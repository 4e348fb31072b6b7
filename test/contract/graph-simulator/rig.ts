import { type GraphSimulatorOptions, startGraphSimulator } from '../../../local/graph-simulator/start.ts';

/** One page of the feed or of a list. */
export interface Page {
  readonly value: readonly Readonly<Record<string, unknown>>[];
  readonly '@odata.nextLink'?: string;
  readonly '@odata.deltaLink'?: string;
}

/** A running simulator with a clock that is turned by hand, and short ways to talk to it. */
export interface Rig {
  readonly url: string;
  readonly clock: { now: number };
  get(pathOrUrl: string, headers?: Record<string, string>): Promise<Response>;
  page(pathOrUrl: string, headers?: Record<string, string>): Promise<Page>;
  round(pathOrUrl: string, headers?: Record<string, string>): Promise<Round>;
  control(call: string, body?: unknown): Promise<unknown>;
  person(properties: Record<string, unknown>): Promise<string>;
  batch(requests: unknown): Promise<Response>;
  close(): Promise<void>;
}

/** A whole round: all items, and where the next one starts. */
interface Round {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly pages: number;
  readonly deltaLink: string;
}

/** Starts a simulator for one test. */
export async function startRig(options: GraphSimulatorOptions = {}): Promise<Rig> {
  const clock = { now: Date.parse('2026-03-01T08:00:00Z') };
  const simulator = await startGraphSimulator({ now: () => clock.now, ...options });
  const { url } = simulator;
  const absolute = (pathOrUrl: string) => (pathOrUrl.startsWith('http') ? pathOrUrl : `${url}/v1.0${pathOrUrl}`);
  const bearer = { authorization: 'Bearer rig-token' };
  const rig: Rig = {
    url,
    clock,
    get: (pathOrUrl, headers = {}) => fetch(absolute(pathOrUrl), { headers: { ...bearer, ...headers } }),
    async page(pathOrUrl, headers) {
      const response = await rig.get(pathOrUrl, headers);
      if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as Page;
    },
    async round(pathOrUrl, headers) {
      const items: Readonly<Record<string, unknown>>[] = [];
      let next = pathOrUrl;
      for (let pages = 1; pages < 100; pages += 1) {
        const page = await rig.page(next, headers);
        items.push(...page.value);
        const deltaLink = page['@odata.deltaLink'];
        if (deltaLink !== undefined) return { items, pages, deltaLink };
        next = page['@odata.nextLink'] ?? '';
      }
      throw new Error('The round has no end.');
    },
    async control(call, body) {
      const [method = 'GET', path] = call.split(' ');
      const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await fetch(`${url}/control/${path}`, init);
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return await response.json();
    },
    async person(properties) {
      const created = (await rig.control('POST people', properties)) as { id: string };
      return created.id;
    },
    batch: (requests) =>
      fetch(`${url}/v1.0/$batch`, { method: 'POST', headers: bearer, body: JSON.stringify({ requests }) }),
    close: () => simulator.close(),
  };
  return rig;
}

/** Status and code of an error answer. */
export async function failure(response: Response): Promise<{ status: number; code: string }> {
  const body = (await response.json()) as { error: { code: string } };
  return { status: response.status, code: body.error.code };
}
