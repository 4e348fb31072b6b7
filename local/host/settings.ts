/** Settings of the app by name, as in the portal. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Replaces each `%NAME%` in a trigger option by the setting of that name.
 * @throws when a named setting is missing: the host would not start such a function.
 */
export function resolveNames(text: string, settings: Settings, where: string): string {
  return text.replace(/%([^%]+)%/g, (_whole, name: string) => {
    const value = settings[name];
    if (value === undefined) {
      throw new Error(`${where} names the setting "${name}", which is not set.`);
    }
    return value;
  });
}

/** How to reach a Service Bus namespace. */
export type BusConnection =
  | { readonly kind: 'connectionString'; readonly connectionString: string }
  | { readonly kind: 'identity'; readonly fullyQualifiedNamespace: string };

/**
 * Finds the connection that a trigger's `connection` option names: a connection string, or an identity-based one.
 * @throws when neither setting exists.
 */
export function busConnection(name: string, settings: Settings): BusConnection {
  const connectionString = settings[name];
  if (connectionString !== undefined && connectionString !== '') {
    return { kind: 'connectionString', connectionString };
  }
  const fullyQualifiedNamespace = settings[`${name}__fullyQualifiedNamespace`];
  if (fullyQualifiedNamespace !== undefined && fullyQualifiedNamespace !== '') {
    return { kind: 'identity', fullyQualifiedNamespace };
  }
  throw new Error(`Service Bus connection "${name}": neither "${name}" nor "${name}__fullyQualifiedNamespace" is set.`);
}

/** Whether the app setting that switches one function off is set. */
export function isDisabled(functionName: string, settings: Settings): boolean {
  const value = settings[`AzureWebJobs.${functionName}.Disabled`] ?? settings[`AzureWebJobs_${functionName}_Disabled`];
  return value === '1' || value?.toLowerCase() === 'true';
}
