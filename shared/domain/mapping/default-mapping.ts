import { SCHEMA_URN } from './catalogue.ts';
import type { MappingFile } from './mapping-file.ts';

/**
 * The mapping that applies when none is given. Phones lose their blanks as Genesys recommends; what is emptied in Entra is
 * emptied in Genesys where that does no harm; roles are never touched.
 */
export const DEFAULT_MAPPING: MappingFile = {
  version: 1,
  attributes: [
    { target: 'userName', expression: '[userPrincipalName]' },
    { target: 'active', expression: 'Not([IsSoftDeleted])' },
    { target: 'displayName', expression: '[displayName]' },
    { target: 'emails[type eq "work"].value', expression: '[mail]', whenEmpty: 'clear' },
    { target: 'title', expression: '[jobTitle]', whenEmpty: 'clear' },
    { target: 'phoneNumbers[type eq "work"].value', expression: 'StripSpaces([telephoneNumber])', whenEmpty: 'clear' },
    { target: 'phoneNumbers[type eq "mobile"].value', expression: 'StripSpaces([mobile])', whenEmpty: 'clear' },
    { target: `${SCHEMA_URN.enterprise}:department`, expression: '[department]', whenEmpty: 'clear' },
    { target: `${SCHEMA_URN.enterprise}:employeeNumber`, expression: '[employeeId]', whenEmpty: 'clear' },
    { target: `${SCHEMA_URN.genesys}:externalIds[authority eq "microsoftteams"].value`, expression: '[objectId]' },
  ],
};
