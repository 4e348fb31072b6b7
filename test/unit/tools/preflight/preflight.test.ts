import { readFileSync } from 'node:fs';
import { faultsWith, NEEDED, run } from './run-preflight.ts';

const EXPRESSION = `'cc-\${subscription().id}'`;
const OWN = 'infra/examples/own.bicepparam';
const GIVEN_TO_AZD = {
  AZURE_ENV_NAME: 'contact-centre',
  AZURE_LOCATION: 'westeurope',
  ENTRA_APP_ID: '1b2c3d4e-0000-4000-8000-0123456789ab',
  GENESYS_REGION: 'mypurecloud.de',
  GENESYS_CLIENT_ID: '2b2c3d4e-0000-4000-8000-0123456789ab',
};

describe('the preflight of parameters', () => {
  it('finds nothing wrong with what is needed alone, and ends with 0', () => {
    const { code, out } = run([OWN], { [OWN]: NEEDED.join('\n') });

    expect(out).toMatch(
      /^infra\/examples\/own\.bicepparam: 5 parameters given, \d+ as the template has them; nothing is wrong$/,
    );
    expect(code).toBe(0);
  });

  it('says all that is wrong at once, and ends with 1', () => {
    const text = ["using '../main.bicep'", "param location = 'West Europe'", 'param lane = 3', "param mode = 'wet'"];
    const { code, out } = run([OWN], { [OWN]: text.join('\n') });

    expect(out.split('\n').map((line) => line.split(':')[0])).toEqual([
      'lane',
      'environmentName',
      'mode',
      'genesysRegion',
      'genesysClientId',
      'entraAppId',
      'location',
      OWN,
    ]);
    expect(out).toContain('lane: there is no such parameter; allowed is perhaps lanes.');
    expect(out).toContain('mode: "wet" is not allowed; allowed is live, dry, paused.');
    expect(out).toContain('environmentName: is missing; allowed is a text of 1 to 40 characters (Name of this');
    expect(code).toBe(1);
  });

  it.each([
    [["param leaverAbsent = 'delete'"], 'leaverAbsent: "delete" is not allowed; allowed is disable, keep.'],
    [['param lanes = 9'], 'lanes: 9 is not allowed; allowed is a whole number from 1 to 8.'],
    [['param logDailyCapGb = -2'], 'logDailyCapGb: -2 is not allowed; allowed is a whole number from -1.'],
    [["param lanes = '8'"], 'lanes: "8" is not allowed; allowed is a whole number from 1 to 8.'],
    [['param nodeVersion = 24'], 'nodeVersion: 24 is not allowed; allowed is 24, 22, as a text in quotes.'],
    [['param lockState = 1'], 'lockState: 1 is not allowed; allowed is true or false.'],
    [
      [`param environmentName = '${'n'.repeat(41)}'`],
      `environmentName: "${'n'.repeat(41)}" is not allowed; allowed is a text of 1 to 40 characters.`,
    ],
    [
      ["param environmentName = 'dot.'"],
      'environmentName: "dot." cannot be in the name of a resource group; allowed are letters, digits, - _ . ( ) and no . at the end.',
    ],
    [
      ['param allowedSourceRanges = [', "  '203.0.113.0/24'", '  5', ']'],
      'allowedSourceRanges: ["203.0.113.0/24",5] is not allowed; allowed is a list of texts.',
    ],
    [
      ["param allowedSourceRanges = ['203.0.113.0/24', '203.0.113.7']"],
      'allowedSourceRanges: "203.0.113.7" is no address range; allowed is a range such as 203.0.113.0/24.',
    ],
    [
      ["param networkAddressPrefix = '10.40.3.0/22'"],
      'networkAddressPrefix: "10.40.3.0/22" begins inside of its range; allowed is 10.40.0.0/22.',
    ],
    [
      ["param networkAddressPrefix = 'fd00::/24'"],
      'networkAddressPrefix: "fd00::/24" is no address range; allowed is a range such as 203.0.113.0/24.',
    ],
    [
      ["param entraAppId = '1b2c3d4e-0000-4000-8000-0123456789ag'"],
      'entraAppId: "1b2c3d4e-0000-4000-8000-0123456789ag" is no id; allowed is the application (client) id of the enterprise application, such as 1b2c3d4e-0000-4000-8000-0123456789ab.',
    ],
    [
      ["param genesysClientId = '00000000-0000-0000-0000-000000000001'"],
      'genesysClientId: "00000000-0000-0000-0000-000000000001" is the example\'s; allowed is the id of the OAuth client in Genesys.',
    ],
    [
      ["param mappingFile = '../own.json'"],
      'mappingFile: "../own.json" is not where the package holds it; allowed is mapping.json, or nothing for the built-in mapping.',
    ],
    [
      ["param pollSchedule = '0 * * 30 2 *'"],
      'pollSchedule: "0 * * 30 2 *" never comes; allowed is a day that one of the months has.',
    ],
    [
      ["param pollSchedule = '*/5 * * * * *'"],
      'pollSchedule: "*/5 * * * * *" comes more often than every 10 seconds; allowed is once in 10 seconds or less often.',
    ],
    [
      ["param pollSchedule = '0,55 * * * * *'"],
      'pollSchedule: "0,55 * * * * *" comes more often than every 10 seconds; allowed is once in 10 seconds or less often.',
    ],
    [
      ["param pollSchedule = '0 61 * * * *'"],
      'pollSchedule: "61" is no minute; allowed is 0 to 59, *, lists, ranges and steps.',
    ],
  ])('refuses %j with one sentence', (statements, fault) => {
    expect(faultsWith(statements)).toEqual([fault]);
  });

  it('names the regions of Genesys for one that it does not know, and takes one newer than itself by its domain', () => {
    const [fault, ...more] = faultsWith(["param genesysRegion = 'eu-middle-1'"]);

    expect(fault).toMatch(
      /^genesysRegion: "eu-middle-1" is no Genesys region; allowed is us-east-1, .*, or its domain/,
    );
    expect(more).toEqual([]);
    expect(faultsWith(["param genesysRegion = 'xyz9.pure.cloud'"])).toEqual([]);
  });

  it.each([
    ["param pollSchedule = '*/10 * * * * *'"],
    ["param pollSchedule = '30 0/5 8-18 * JAN-NOV MON-FRI'"],
    ["param allowedSourceRanges = ['203.0.113.7/32', '2001:db8::/32']"],
    ["param mappingFile = 'mapping.json'"],
    ['param guardLimit = null'],
    ["param nodeVersion = readEnvironmentVariable('NODE_VERSION', '22')"],
    ['param lanes = 4 // half of them'],
  ])('takes %s', (statement) => {
    expect(faultsWith([statement])).toEqual([]);
  });

  it('looks into values of a type of the template, imported or its own', () => {
    const fault = (limits: string): readonly string[] => faultsWith([`param alertLimits = ${limits}`]);

    expect(fault('{ lagSeconds: 3600 }')).toEqual([]);
    expect(fault('{\n  lagSeconds: 3\n  secretLastDays: 31\n  lagSecond: 60\n}')).toEqual([
      'alertLimits.lagSecond: there is no such parameter; allowed is perhaps lagSeconds.',
      'alertLimits.lagSeconds: 3 is not allowed; allowed is a whole number from 60.',
      'alertLimits.secretLastDays: 31 is not allowed; allowed is a whole number from 0 to 30.',
    ]);
    expect(fault('5')[0]).toMatch(
      /^alertLimits: 5 is not allowed; allowed is an object with heartbeatMinutes, lagSeconds, /,
    );

    const template = 'type pair = {\n  @maxLength(2)\n  a: string\n}\n\nparam one pair\n';
    const { out } = run(['p.bicepparam'], { 'p.bicepparam': "using 't.bicep'\nparam one = {}\n", 't.bicep': template });
    expect(out).toContain('one.a: is missing; allowed is a text of at most 2 characters.');
  });

  it('looks at mail addresses wherever a parameter is named after them', () => {
    const template = "param alertEmails string[] = []\nparam ownerEmail string = ''\n";
    const file =
      "using 't.bicep'\nparam alertEmails = ['ops@example.com', 'ops(at)example.com']\nparam ownerEmail = 'a@b'\n";
    const { out } = run(['p.bicepparam'], { 'p.bicepparam': file, 't.bicep': template });

    expect(out.split('\n').slice(0, -1)).toEqual([
      'alertEmails: "ops(at)example.com" is no mail address; allowed is one such as ops@example.com.',
      'ownerEmail: "a@b" is no mail address; allowed is one such as ops@example.com.',
    ]);
  });

  it('says that it did not look at what only the deployment knows', () => {
    const text = [...NEEDED, 'param tags = union({}, {})', "param genesysRegion2 = 'x'"].join('\n');
    const { code, out } = run([OWN], { [OWN]: text.replace("'contact-centre'", EXPRESSION) });

    expect(code).toBe(1);
    expect(out).toContain(`note: environmentName: not looked at, only the deployment knows ${EXPRESSION}`);
    expect(out).toContain('tags: there is no such parameter');
    expect(out).not.toContain('environmentName: is missing');
  });

  it('says which check of the template it could not make', () => {
    const template = "param a string\nvar faults = concat(\n  resourceGroup().name == a ? ['a: no.'] : []\n)\n";
    const { code, out } = run(['p.bicepparam'], {
      'p.bicepparam': "using 't.bicep'\nparam a = 'x'\n",
      't.bicep': template,
    });

    expect(code).toBe(0);
    expect(out).toContain('note: a check of the template itself: not made, it asks for resourceGroup()');
  });

  it('refuses a misspelt statement and one that is given twice', () => {
    const faults = faultsWith(["parm mode = 'live'", 'param lanes = 2', 'param lanes = 3']);

    expect(faults).toEqual([
      `line 7: "parm mode = 'live'" is no statement; allowed is param NAME = VALUE, or using 'TEMPLATE'.`,
      'lanes: is given twice, again in line 9; allowed is once.',
    ]);
  });

  it.each([
    ["param genesysRegion = 'eu-central-1", 'genesysRegion: a text has no closing quote (line 6)'],
    ['param genesysRegion =', 'genesysRegion: has no value (line 6)'],
    ["param alertMails = [\n  'a@example.com\n]", 'alertMails: a text has no closing quote (line 7)'],
  ])('refuses the broken %j once', (statement, fault) => {
    const kept = NEEDED.filter((line) => !line.startsWith(statement.slice(0, 19)));
    const { code, out } = run([OWN], { [OWN]: [...kept, statement].join('\n') });

    expect(code).toBe(1);
    expect(out.split('\n').slice(0, -1)).toEqual([
      `${fault}; allowed is param NAME = VALUE, with texts in single quotes.`,
    ]);
  });

  it('says in words what is missing, and names every parameter for one like none of them', () => {
    const faults = faultsWith(["param location = ''", 'param nonsuch = 1']);

    expect(faults[0]).toMatch(
      /^nonsuch: there is no such parameter; allowed is environmentName, location, .*, tracePercent\.$/,
    );
    expect(faults[1]).toMatch(/^location: is missing; allowed is a text that is not empty \(/);
  });

  it.each([['infra/examples/small.bicepparam'], ['infra/examples/locked-down.bicepparam']])(
    'has nothing against %s but its made-up ids',
    (file) => {
      const { out } = run([file, '--json']);

      const { faults } = JSON.parse(out) as { faults: string[] };
      expect(faults.map((fault) => fault.replace(/".*?"/, 'ID'))).toEqual([
        "entraAppId: ID is the example's; allowed is the application (client) id of the enterprise application.",
        "genesysClientId: ID is the example's; allowed is the id of the OAuth client in Genesys.",
      ]);
    },
  );
});

describe('the preflight of what azd puts in', () => {
  it('reads the environment', () => {
    expect(run(['--azd'], {}, GIVEN_TO_AZD)).toMatchObject({ code: 0, err: '' });
    expect(run(['--azd'], {}, { ...GIVEN_TO_AZD, MODE: 'wet' })).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        'mode: "wet" is not allowed; allowed is live, dry, paused. Set it with: azd env set MODE VALUE\n',
      ),
    });
  });

  it('names the variable of what is missing, and leaves the region to azd, which asks for it', () => {
    const { AZURE_LOCATION, GENESYS_REGION, ...rest } = GIVEN_TO_AZD;
    const { code, out } = run(['--azd'], {}, rest);

    expect(out).toMatch(
      /^genesysRegion: is missing; .* Set it with: azd env set GENESYS_REGION VALUE\nnote: location: not set/,
    );
    expect([code, AZURE_LOCATION, GENESYS_REGION]).toEqual([1, 'westeurope', 'mypurecloud.de']);
  });

  it('names the variable of a value inside of a list', () => {
    const template = 'param alertMails string[]\n';
    const file = `{ "parameters": { "alertMails": { "value": ["\${ALERT_MAIL=}"] } } }`;
    const files = { 'p.json': file, 'infra/main.bicep': template };

    expect(run(['p.json', '--azd'], files, { ALERT_MAIL: 'x' }).out).toContain(
      'alertMails: "x" is no mail address; allowed is one such as ops@example.com. Set it with: azd env set ALERT_MAIL VALUE',
    );
    expect(run(['p.json', '--azd'], files).code).toBe(0);
    expect(run(['p.json'], files).out).toContain('is a variable of azd; allowed is a value, or --azd');
  });

  it('does not take a variable for a value without --azd', () => {
    const { code, out } = run(['infra/main.parameters.json']);

    expect(code).toBe(1);
    expect(out).toContain(`mode: "\${MODE=dry}" is a variable of azd; allowed is a value, or --azd`);
  });

  it('runs before anything is made, on every system', () => {
    const hook =
      /^hooks:\n(?: {2}#.*\n)* {2}preprovision:\n((?: {4}.*\n)+)/m.exec(readFileSync('azure.yaml', 'utf8'))?.[1] ?? '';

    expect([...hook.matchAll(/^ {4}(\w+):/gm)].map(([, system]) => system)).toEqual(['windows', 'posix']);
    expect(hook.match(/npm run --silent preflight -- --azd/g)).toHaveLength(2);
  });
});

describe('the preflight, called wrongly', () => {
  it.each([
    [[], 'the parameter file is missing'],
    [['none.bicepparam'], 'none.bicepparam cannot be read (ENOENT)'],
    [['a.json', 'b.json'], 'b.json is one argument too many'],
    [['package.json'], 'package.json: it has no object "parameters"'],
    [['README.md'], 'README.md: it holds no JSON'],
    [
      ['--cloud', 'moon', 'a.json'],
      '--cloud: "moon" is not allowed; allowed is AzureCloud, AzureUSGovernment, AzureChinaCloud',
    ],
    [
      ['--azd', 'infra/examples/small.bicepparam'],
      'infra/examples/small.bicepparam: --azd is for a parameter file in JSON',
    ],
    [['--why'], "Unknown option '--why'\n\nnpm run preflight"],
  ])('%j ends with 2 and says why', (args, message) => {
    const { code, out, err } = run(args);

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});
