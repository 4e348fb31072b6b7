const GUEST = /^(?<local>.+)#EXT#@[^@]+$/i;

/**
 * Gives a guest's name at home: `bob_contoso.com#EXT#@fabrikam.onmicrosoft.com` becomes `bob@contoso.com`.
 *
 * Entra writes the home address with its `@` turned into `_`; a domain holds no underscore, so the last one stood there.
 */
export function homeUserPrincipalName(userPrincipalName: string): string {
  const local = GUEST.exec(userPrincipalName)?.groups?.local;
  if (local === undefined) return userPrincipalName;
  const at = local.lastIndexOf('_');
  return at <= 0 || at === local.length - 1 ? userPrincipalName : `${local.slice(0, at)}@${local.slice(at + 1)}`;
}
