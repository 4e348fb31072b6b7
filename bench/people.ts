import type { SourceUser } from '../shared/domain/mapping/types.ts';

const GIVEN = ['José', 'Zoë', 'Anna-Lena', 'MARIE', 'Björn', 'Li', 'Søren', 'John'];
const FAMILY = ["O'Connor", 'García-López', 'van der Berg', 'SMITH', 'Müller', 'Łukasz', 'Ng', 'Doe'];
const COUNTRIES = ['Germany', 'Trinidad and Tobago', 'Barbados', 'Mexico', 'Sweden', 'United States'];

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? '';
}

/** The person of a number; the same number always gives the same person. */
export function person(index: number): SourceUser {
  const given = pick(GIVEN, index);
  const family = pick(FAMILY, Math.floor(index / 8));
  const digits = String(1_000_000 + ((index * 7_919) % 9_000_000));
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    accountEnabled: true,
    userPrincipalName: `user${index}@contoso.com`,
    displayName: `${given} ${family}`,
    givenName: given,
    surname: family,
    mail: `user${index}@contoso.com`,
    jobTitle: index % 3 === 0 ? null : 'Agent',
    department: `${100 + (index % 900)} Sales`,
    employeeId: String(index),
    businessPhones: index % 5 === 0 ? [] : [`+49 30 ${digits}`],
    mobilePhone: index % 4 === 0 ? null : `+1 (317) ${digits.slice(0, 3)}-${digits.slice(3)}`,
    country: pick(COUNTRIES, index),
    preferredLanguage: 'en-US',
    employeeHireDate: `20${10 + (index % 15)}-0${1 + (index % 9)}-15T00:00:00Z`,
    onPremisesExtensionAttributes: { extensionAttribute1: index % 2 === 0 ? null : String(4_000 + (index % 1_000)) },
  };
}
