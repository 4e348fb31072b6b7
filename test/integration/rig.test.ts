import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckResult, compareEnds } from '../../local/rig/check.ts';
import { makePerson } from '../../local/rig/company.ts';
import { type Expectation, expectationOf, type SeenAccount } from '../../local/rig/expectation.ts';
import { homeName } from '../../local/rig/names.ts';
import { OptionFault, readOptions } from '../../local/rig/options.ts';
import { lagOf } from '../../local/rig/report.ts';
import { type Running, runRig, startRig } from '../support/rig/run-rig.ts';

function wanted(number: number, change: Readonly<Record<string, unknown>> = {}, state = 'active'): Expectation {
  const { id, ...properties } = makePerson(1, number);
  return expectationOf({ id, state, assigned: true, properties: { ...properties, ...change } }, 'all');
}

function accountFor({ id, values }: Expectation, change: Partial<SeenAccount> = {}): SeenAccount {
  return { accountId: `account-${id}`, state: 'active', externalId: id, values, ...change };
}

function differences(people: Expectation[], accounts: SeenAccount[], held: string[] = []): CheckResult['differences'] {
  return compareEnds(people, accounts, new Set(held)).differences;
}

// The rig starts five servers in processes of their own.
jest.setTimeout(180_000);

describe('the local rig', () => {
  it('loads a company, agrees with its own check, names who cannot have an account, and ends', async () => {
    const { code, lines } = await runRig('--once', '--no-day', '--json', '--people', '20');
    const summary = JSON.parse(lines.at(-1) ?? '');

    expect(code).toBe(0);
    expect(summary).toMatchObject({ result: 'agrees', throttled: 0, held: 0, trouble: null });
    expect(summary.requests).toMatchObject({ create: 17 });
    expect(summary.requests.patch).toBeUndefined();
    expect(summary.check.unprovided).toHaveLength(2);
    expect(lines.join('\n')).toContain('cannot have an account');
  });

  it('ends with 1 when the run does not reach what the directory asks for', async () => {
    const { code, lines } = await runRig('--once', '--no-day', '--people', '20', '--set', 'MODE=nonsense', '--json');

    expect(code).not.toBe(0);
    expect(lines.join('\n')).toContain('MODE');
  });

  it('runs the app of the folder it is given, and says when there is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-app-'));
    const { code, lines } = await runRig('--once', '--app', folder);
    rmSync(folder, { recursive: true });

    expect(code).toBe(1);
    expect(lines.join('\n')).toContain(`${join(folder, 'package.json')} is missing`);
  });
});

describe('a rig that is interrupted', () => {
  const begun: Running[] = [];

  afterEach(() => {
    for (const one of begun) one.kill('SIGKILL');
  });

  it('ends every part at Ctrl-C, and goes on from the same folder with nobody twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rig-'));
    const options = ['--no-day', '--people', '40', '--poll', '0.5', '--data', folder];
    const first = startRig(...options);
    begun.push(first);
    const output = await first.shows('First load 1');
    first.kill('SIGINT');

    expect((await first.ended).code).toBe(130);
    const urls = output.match(/http:\S+/g) ?? [];
    expect(urls).toHaveLength(3);
    for (const url of urls) await expect(fetch(url)).rejects.toThrow('fetch failed');

    const { code, lines } = await runRig('--once', '--json', ...options);
    rmSync(folder, { recursive: true });
    const summary = JSON.parse(lines.at(-1) ?? '');
    expect(code).toBe(0);
    expect(summary).toMatchObject({ result: 'agrees', check: { accounts: { active: 36 } } });
    expect(summary.requests.create).toBeLessThan(36);
  });
});

describe('the check of the rig', () => {
  it('agrees when every account shows what the directory asks', () => {
    const people = [wanted(1), wanted(2, { accountEnabled: false })];

    expect(
      differences(
        people,
        people.slice(0, 1).map((person) => accountFor(person)),
      ),
    ).toEqual([]);
  });

  it('names a wrong value, a missing account, a second one and one that belongs to nobody', () => {
    const [first, second, third] = [wanted(1), wanted(2), wanted(3)];
    const wrong = accountFor(first, { values: { ...first.values, title: 'Wrong' } });
    const stray = accountFor(third, { externalId: 'unknown' });
    const accounts = [wrong, stray, accountFor(third), accountFor(third, { accountId: 'other' })];
    const found = differences([first, second, third], accounts).join('\n');

    expect(found).toContain("title is 'Wrong'");
    expect(found).toContain('has no account');
    expect(found).toContain('has 2 accounts');
    expect(found).toContain('belongs to nobody');
  });

  it('wants a leaver inactive, unless the guard holds the departure', () => {
    const leaver = wanted(1, { accountEnabled: false });

    expect(differences([leaver], [accountFor(leaver)])).toHaveLength(1);
    expect(differences([leaver], [accountFor(leaver, { state: 'inactive' })])).toEqual([]);
    expect(differences([leaver], [accountFor(leaver)], [leaver.id])).toEqual([]);
    expect(differences([leaver], [accountFor(leaver, { state: 'inactive' })], [leaver.id])).toHaveLength(1);
  });

  it('lets one of two people with the same name go without an account, and names that one', () => {
    const [first, second] = [wanted(1), wanted(2, { userPrincipalName: wanted(1).userName })];
    const result = compareEnds([first, second], [accountFor(first)], new Set());

    expect(result.differences).toEqual([]);
    expect(result.unprovided.map(({ id }) => id)).toEqual([second.id]);
    expect(differences([first, second], [])).toHaveLength(2);
  });

  it('takes the name of a guest at home', () => {
    expect(homeName('ann_b_partner.example#EXT#@lakeside.onmicrosoft.example')).toBe('ann_b@partner.example');
  });
});

describe('the command line of the rig', () => {
  it('names all faults at once with what is allowed', () => {
    const read = () => readOptions(['--people', 'many', '--bogus', '--graph', 'nowhere', '--set', 'X']);

    expect(read).toThrow(OptionFault);
    expect(read).toThrow(/--people many[\s\S]*from 1/);
    expect(read).toThrow(/--bogus/);
    expect(read).toThrow(/--graph nowhere/);
    expect(read).toThrow(/NAME=VALUE/);
  });

  it('plays nothing when an end is replaced', () => {
    expect(readOptions(['--graph', 'http://127.0.0.1:1'])).toMatchObject({ replaced: true, day: false, speed: 1 });
  });
});

describe('the lag of a run', () => {
  it('is given by the nearest rank, and is zero when nothing changed', () => {
    expect(lagOf([3, 1, 2, 4])).toEqual({ changes: 4, p50: 2, p95: 4, max: 4 });
    expect(lagOf([])).toEqual({ changes: 0, p50: 0, p95: 0, max: 0 });
  });
});
