/** The name of a guest at home, as it stands before Entra's marker (Microsoft: B2B user properties). */
export function homeName(userPrincipalName: string): string {
  const marker = userPrincipalName.toLowerCase().indexOf('#ext#@');
  if (marker < 0) return userPrincipalName;
  const before = userPrincipalName.slice(0, marker);
  const at = before.lastIndexOf('_');
  return at < 1 ? userPrincipalName : `${before.slice(0, at)}@${before.slice(at + 1)}`;
}
