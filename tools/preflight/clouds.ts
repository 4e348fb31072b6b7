/** The clouds of Azure by the name that `environment().name` and `az cloud` have for them, with the tenants' clouds there. */
export const AZURE_CLOUDS = {
  AzureCloud: ['global'],
  AzureUSGovernment: ['usgov', 'usgovdod'],
  AzureChinaCloud: ['china'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type AzureCloud = keyof typeof AZURE_CLOUDS;

export function isAzureCloud(name: string): name is AzureCloud {
  return Object.hasOwn(AZURE_CLOUDS, name);
}

/** The cloud that a region belongs to, by the start of its name. */
export function cloudOf(location: unknown): AzureCloud {
  const region = typeof location === 'string' ? location.toLowerCase() : '';
  if (region.startsWith('china')) return 'AzureChinaCloud';
  return /^us(gov|dod)/.test(region) ? 'AzureUSGovernment' : 'AzureCloud';
}
