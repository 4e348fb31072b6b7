import { spawnSync } from 'node:child_process';

const SCRIPTS = [
  'bench/cost.ts',
  'bench/load.ts',
  'scripts/package.ts',
  'scripts/mutate.ts',
  'local/switches/main.ts',
  'test/drills/main.ts',
];

function call(script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe.each(SCRIPTS)('%s', (script) => {
  it('says how it is called, and ends with 0', () => {
    expect(call(script, '--help')).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^npm run [\w:]+ \[-- /),
      stderr: '',
    });
  });

  it('names an option that it does not have, says how it is called, and ends with 2', () => {
    const stderr = expect.stringMatching(/^Unknown option '--nonsuch'\n\nnpm run [\w:]+ \[-- /);
    expect(call(script, '--nonsuch')).toEqual({ status: 2, stdout: '', stderr });
  });
});

describe('local/switches/main.ts, told to run no case at all,', () => {
  it.each([
    ['--only', 'nonsuch'],
    ['--part', 'x'],
    ['--part', '3'],
    ['--part', '2/1'],
  ])('refuses %s %s', (...args) => {
    expect(call('local/switches/main.ts', ...args)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('choose no case; allowed are words of the names that --list shows'),
    });
  });
});
