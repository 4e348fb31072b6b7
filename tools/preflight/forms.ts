import { GENESYS_REGIONS, genesysEndpoints } from '../../shared/genesys/regions.ts';
import { rangeFault } from './address-range.ts';
import { shown } from './check-declared.ts';
import type { Values } from './contradictions.ts';
import { scheduleFault } from './schedule.ts';

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** The examples' ids: every digit but the last one is 0. */
const PLACEHOLDER = /^[0-]{35}\d$/;
const MAIL = /^[^\s@,;<>"]+@[A-Za-z\d]([A-Za-z\d.-]*[A-Za-z\d])?\.[A-Za-z]{2,}$/;
/** Where `npm run package -- --mapping FILE` puts the file. */
export const PACKED_MAPPING = 'mapping.json';

type Check = (value: string) => string | undefined;

function id(what: string): Check {
  return (value) => {
    if (!ID.test(value))
      return `${shown(value)} is no id; allowed is ${what}, such as 1b2c3d4e-0000-4000-8000-0123456789ab`;
    return PLACEHOLDER.test(value) ? `${shown(value)} is the example's; allowed is ${what}` : undefined;
  };
}

/** What Bicep cannot check of a single text, by parameter; the answer is what is wrong and what is allowed. */
export const FORMS: Readonly<Record<string, Check>> = {
  environmentName: (value) =>
    /^[\w().-]*[\w()-]$/.test(value)
      ? undefined
      : `${shown(value)} cannot be in the name of a resource group; allowed are letters, digits, - _ . ( ) and no . at the end`,
  location: (value) =>
    /^[a-z]+[a-z\d]*$/.test(value)
      ? undefined
      : `${shown(value)} is no region; allowed is its short name such as westeurope (az account list-locations --output table)`,
  networkAddressPrefix: (value) => rangeFault(value, true),
  allowedSourceRanges: (value) => rangeFault(value, false),
  entraAppId: id('the application (client) id of the enterprise application'),
  genesysClientId: id('the id of the OAuth client in Genesys'),
  genesysRegion: (value) =>
    genesysEndpoints(value) === undefined
      ? `${shown(value)} is no Genesys region; allowed is ${Object.keys(GENESYS_REGIONS).join(', ')}, or its domain such as mypurecloud.de`
      : undefined,
  mappingFile: (value) =>
    value === PACKED_MAPPING
      ? undefined
      : `${shown(value)} is not where the package holds it; allowed is ${PACKED_MAPPING}, or nothing for the built-in mapping`,
  pollSchedule: scheduleFault,
};

const mail: Check = (value) =>
  MAIL.test(value) ? undefined : `${shown(value)} is no mail address; allowed is one such as ops@example.com`;

/** Faults in the form of texts and of lists of texts; parameters whose name ends in `mail` or `mails` hold mail addresses. */
export function formFaults(values: Values, already: ReadonlySet<string>): string[] {
  return [...values].flatMap(([name, value]) => {
    const check = FORMS[name] ?? (/mails?$/i.test(name) ? mail : undefined);
    if (check === undefined || already.has(name)) return [];
    const texts = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string' && each !== '');
    return texts.flatMap((each: string) => {
      const fault = check(each);
      return fault === undefined ? [] : [`${name}: ${fault}.`];
    });
  });
}
