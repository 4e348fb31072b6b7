import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { readHostJson } from '../../local/host/host-json.ts';
import { type RunningHost, startHost } from '../../local/host/start.ts';
import { appIn } from '../../local/rig/app-folder.ts';
import { loadConfiguration } from '../../shared/config/load-configuration.ts';
import { DEFAULT_MAPPING } from '../../shared/domain/mapping/default-mapping.ts';
import { type Made, makePackage } from '../support/package/make-package.ts';
import { LEAST } from '../unit/config/environment.ts';

const FILES = ['host.json', 'package.json', 'dist/main.cjs', 'dist/main.cjs.map', 'dist/NOTICES.txt'];
const LARGEST_BUNDLE = 3_000_000;

let folder: string;
let made: Made;
const open: RunningHost[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  made = await makePackage(folder, 'first');
});

afterEach(async () => {
  for (const host of open.splice(0)) await host.stop();
  jest.restoreAllMocks();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function json(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

async function start(env: Readonly<Record<string, string>>): Promise<RunningHost> {
  const host = await startHost({ ...appIn(made.app), env, runTimers: false, runQueues: false, log: () => undefined });
  open.push(host);
  return host;
}

describe('the package', () => {
  it('holds these five files, in this order, and nothing else', () => {
    expect(Object.keys(unzipSync(readFileSync(made.zip)))).toEqual(FILES);
    const listed = [...readFileSync('docs/package.md', 'utf8').matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path);
    expect(listed.filter((path) => path !== 'mapping.json')).toEqual(FILES);
    const unpacked = readdirSync(made.app, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    expect(unpacked).toHaveLength(FILES.length);
  });

  it('brings the licence of every package whose code is in the bundle', () => {
    const notices = readFileSync(join(made.app, 'dist/NOTICES.txt'), 'utf8');
    const { sources } = JSON.parse(readFileSync(join(made.app, 'dist/main.cjs.map'), 'utf8')) as { sources: string[] };
    const inside = new Set(
      sources.flatMap((path) => /(?:.*node_modules|webpack:\/)\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
    );

    const named = [...notices.matchAll(/^-{80}\n(\S+) \d+\.\d+\.\d+\S*\nLicence: \S/gm)].map(([, name]) => name);
    expect(inside.size).toBeGreaterThan(40);
    expect([...inside].filter((name) => !named.includes(name))).toEqual([]);
    expect(notices).not.toContain(resolve('.'));
  });

  it('takes a mapping along that compiles, where MAPPING_FILE finds it', async () => {
    const mapping = join(folder, 'own.json');
    writeFileSync(mapping, `${JSON.stringify(DEFAULT_MAPPING)}\r\n`);

    const own = await makePackage(folder, 'mapped', {}, ['--mapping', mapping]);

    expect(json(join(own.app, 'mapping.json'))).toEqual(DEFAULT_MAPPING);
    const loaded = loadConfiguration(
      { ...LEAST, AzureWebJobsScriptRoot: own.app, MAPPING_FILE: 'mapping.json' },
      (path) => readFileSync(path, 'utf8'),
    );
    expect(loaded).toMatchObject({ ok: true });
    const bundle = (app: string): Buffer => readFileSync(join(app, 'dist/main.cjs'));
    expect(bundle(own.app).equals(bundle(made.app))).toBe(true);
  });

  it('is not made with a mapping that has faults, which are all named', async () => {
    const mapping = join(folder, 'faulty.json');
    writeFileSync(mapping, '{"version": 1, "attributes": [\n{"target": "title", "expression": "[jobTitel]"}\n]}');

    const failed: unknown = await makePackage(folder, 'faulty', {}, ['--mapping', mapping]).catch((error) => error);

    expect(failed).toMatchObject({ code: 1 });
    expect((failed as { stderr: string }).stderr).toMatch(
      /faulty\.json:2:\d+: [\s\S]*jobTitel[\s\S]*No package was made\.\n$/,
    );
    expect(existsSync(join(folder, 'faulty.zip'))).toBe(false);
  });

  it('is the same, byte for byte, when it is made again at another time of another zone', async () => {
    const again = await makePackage(folder, 'again', { TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8' });

    expect(readFileSync(again.zip).equals(readFileSync(made.zip))).toBe(true);
  });

  it('has a package.json as the functions worker reads it, with nothing left to install', () => {
    const { main, type = 'commonjs', ...rest } = json(join(made.app, 'package.json'));
    const project = json('package.json');

    expect(main).toBe('dist/main.cjs');
    expect(type).toBe('commonjs');
    expect(statSync(join(made.app, String(main))).isFile()).toBe(true);
    expect(rest).toEqual({
      name: project.name,
      version: project.version,
      license: project.license,
      engines: project.engines,
      private: true,
    });
  });

  it('has the host.json of the project, which the host can read', () => {
    const hostJson = join(made.app, 'host.json');

    expect(json(hostJson)).toEqual(json('host.json'));
    expect(readHostJson(hostJson)).toEqual(readHostJson('host.json'));
  });

  it('is a bundle of at most 3 MB', () => {
    expect(statSync(join(made.app, 'dist/main.cjs')).size).toBeLessThanOrEqual(LARGEST_BUNDLE);
  });

  it('has nothing of the rig, the tests, the benchmarks or the machine it was made on', () => {
    const bundle = readFileSync(join(made.app, 'dist/main.cjs'), 'utf8');
    const map = readFileSync(join(made.app, 'dist/main.cjs.map'), 'utf8');
    const { sources } = JSON.parse(map) as { sources: string[] };

    expect(sources).toContain('../functions/apply-change.ts');
    // Libraries that are published as bundles, whose maps name their sources so.
    const allowed = /^(\.\.\/(functions|shared|node_modules)|webpack:\/\/@azure\/functions(-extensions-base)?)\//;
    expect(sources.filter((path) => !allowed.test(path))).toEqual([]);
    for (const text of [bundle, map]) expect(text).not.toContain(resolve('.'));
    expect(bundle.trimEnd()).toMatch(/\n\/\/# sourceMappingURL=main\.cjs\.map$/);
  });

  it('registers exactly the functions of the app', async () => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { functions } = await start({});

    expect(functions.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'apply-change', trigger: 'serviceBusTrigger' },
      { name: 'doctor', trigger: 'httpTrigger' },
      { name: 'enumerate-changes', trigger: 'timerTrigger' },
      { name: 'status', trigger: 'httpTrigger' },
    ]);
  });

  it('keeps the names of errors, although it is minified', async () => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const host = await start({ ...LEAST, MODE: 'wet' });

    const error: unknown = await host.runTimer('enumerate-changes').catch((thrown: unknown) => thrown);

    expect((error as Error).constructor.name).toBe('NotConfigured');
  });
});
