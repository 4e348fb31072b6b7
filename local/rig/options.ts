import { parseArgs } from 'node:util';

/** What the command line asks for; ends that are absent are played by the rig itself. */
export interface RigOptions {
  readonly once: boolean;
  readonly day: boolean;
  readonly json: boolean;
  readonly people: number;
  readonly seed: number;
  /** Undefined = every 2 seconds, or as a schedule among the settings says. */
  readonly pollSeconds: number | undefined;
  readonly speed: number;
  /** Seconds without progress after which a run gives up; undefined = by the speed. */
  readonly patience: number | undefined;
  readonly port: number | undefined;
  readonly workers: number | undefined;
  readonly mapping: string | undefined;
  readonly data: string | undefined;
  /** File for the app's telemetry as a workspace would hold it; undefined = none is collected. */
  readonly telemetry: string | undefined;
  /** Folder of the app to run; undefined = the project's own. */
  readonly app: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly graph: string | undefined;
  readonly genesysLogin: string | undefined;
  readonly genesysApi: string | undefined;
  readonly servicebus: string | undefined;
  readonly storage: string | undefined;
  /** At least one end is not the rig's own: nothing is seeded, played or checked. */
  readonly replaced: boolean;
}

/** The command line is wrong; every fault is one line of the message. */
export class OptionFault extends Error {
  override readonly name = 'OptionFault';
}

/** The text of `--help`, also shown under faults. */
export const USAGE = `npm start -- [options]
  --once               end when everything is quiet; exit 0 only if the check agrees
  --no-day             leave out the scripted working day
  --json               the summary as one line of JSON at the end
  --people N           size of the company, 1 to 50000 (250); the day needs 20
  --seed S             another company, a whole number (1)
  --poll SECONDS       how often Entra is asked (2)
  --speed N            divides every wait of the connector, 1 to 1000 (60; 1 with a replaced end)
  --patience SECONDS   give up when nobody was settled for so long (120, and 1200 divided by the speed)
  --mapping FILE       mapping of attributes
  --set NAME=VALUE     any app setting, repeatable
  --port N             port of the http functions (a free one)
  --workers N          parallel calls to Genesys, 1 to 32 (8)
  --data DIR           keep everything here; a restart goes on
  --telemetry FILE     take in what Application Insights would get, and keep it as rows by table
  --app DIR            run the app in this folder, such as an unpacked package, instead of building one
  --graph URL, --genesys-login URL, --genesys-api URL, --servicebus CONN, --storage CONN
                       a real or another end; MODE is then dry unless set, nothing is seeded, played or checked`;

/** Settings that name an end, with the option that the rig has to know about. */
const ENDS: Readonly<Record<string, string>> = {
  GRAPH_URL: '--graph URL',
  GENESYS_LOGIN_URL: '--genesys-login URL',
  GENESYS_API_URL: '--genesys-api URL',
  SERVICEBUS: '--servicebus CONN',
  STORAGE: '--storage CONN',
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const KNOWN = {
  once: flag,
  'no-day': flag,
  json: flag,
  help: flag,
  people: text,
  seed: text,
  poll: text,
  patience: text,
  speed: text,
  port: text,
  workers: text,
  mapping: text,
  data: text,
  telemetry: text,
  app: text,
  set: { type: 'string', multiple: true },
  graph: text,
  'genesys-login': text,
  'genesys-api': text,
  servicebus: text,
  storage: text,
} as const;

/** Reads the command line; undefined = help was asked for. @throws OptionFault naming every fault and what is allowed */
export function readOptions(args: readonly string[]): RigOptions | undefined {
  const faults: string[] = [];
  const { values, tokens } = parseArgs({ args: [...args], options: KNOWN, strict: false, tokens: true });
  const given = new Map<string, unknown>(Object.entries(values));
  for (const token of tokens) {
    if (token.kind === 'positional') faults.push(`'${token.value}' belongs to no option`);
    if (token.kind === 'option' && !Object.hasOwn(KNOWN, token.name)) faults.push(`there is no ${token.rawName}`);
  }
  if (given.get('help') === true) return undefined;
  const word = (name: string): string | undefined => {
    const value = given.get(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value !== '') return value;
    faults.push(`--${name} needs a value`);
    return undefined;
  };
  const number = (name: string, low: number, high: number, whole = true): number | undefined => {
    const written = word(name);
    if (written === undefined) return undefined;
    const value = Number(written);
    if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
    faults.push(`--${name} ${written}: allowed is a ${whole ? 'whole ' : ''}number from ${low} to ${high}`);
    return undefined;
  };
  const url = (name: string): string | undefined => {
    const written = word(name);
    if (written === undefined || URL.canParse(written)) return written;
    faults.push(`--${name} ${written}: allowed is a URL such as https://graph.microsoft.com`);
    return undefined;
  };
  const ends = {
    graph: url('graph'),
    genesysLogin: url('genesys-login'),
    genesysApi: url('genesys-api'),
    servicebus: word('servicebus'),
    storage: word('storage'),
  };
  if ((ends.genesysLogin === undefined) !== (ends.genesysApi === undefined)) {
    faults.push('--genesys-login and --genesys-api go together');
  }
  const replaced = Object.values(ends).some((end) => end !== undefined);
  const options: RigOptions = {
    once: given.get('once') === true,
    day: given.get('no-day') !== true && !replaced,
    json: given.get('json') === true,
    people: number('people', 1, 50_000) ?? 250,
    seed: number('seed', 0, 2_147_483_646) ?? 1,
    pollSeconds: number('poll', 0.1, 3600, false),
    speed: number('speed', 1, 1000) ?? (replaced ? 1 : 60),
    patience: number('patience', 1, 86_400),
    port: number('port', 1, 65_535),
    workers: number('workers', 1, 32),
    mapping: word('mapping'),
    data: word('data'),
    telemetry: word('telemetry'),
    app: word('app'),
    settings: readSettings(given.get('set'), faults),
    ...ends,
    replaced,
  };
  if (options.day && options.people < 20) faults.push(`--people ${options.people}: the day needs 20, or give --no-day`);
  if (faults.length > 0) throw new OptionFault(`${faults.join('\n')}\n\n${USAGE}`);
  return options;
}

function readSettings(given: unknown, faults: string[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const entry of Array.isArray(given) ? given : []) {
    const [, name, value] = /^([A-Za-z]\w*)=(.*)$/s.exec(String(entry)) ?? [];
    if (name === undefined || value === undefined) faults.push(`--set ${String(entry)}: allowed is NAME=VALUE`);
    else if (Object.hasOwn(ENDS, name)) faults.push(`--set ${name}=...: allowed is ${ENDS[name]}`);
    else settings[name] = value;
  }
  return settings;
}
