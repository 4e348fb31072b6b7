import { HOME_DIVISION } from './account.ts';

/** The things a user may refer to by name; SCIM never creates any of them. */
export interface Catalogue {
  divisions: string[];
  roles: string[];
  skills: string[];
  languages: string[];
}

/** The names a fresh simulator knows. */
export function defaultCatalogue(): Catalogue {
  return {
    divisions: [HOME_DIVISION, 'Sales', 'Support'],
    roles: ['employee', 'Communicate - User', 'Agent', 'Supervisor', 'admin'],
    skills: ['Billing', 'Returns', 'Technical'],
    languages: ['English - Spoken', 'German - Spoken', 'French - Spoken'],
  };
}
