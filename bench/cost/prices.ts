/** When the prices were written down. They are list prices in USD without tax; regions and agreements differ. */
export const PRICES_OF = '2026-11-21';

/** USD. Free amounts are for each subscription and month. */
export const PRICES = {
  flexGbSecond: 0.000026,
  flexFreeGbSeconds: 100_000,
  flexMillionExecutions: 0.4,
  flexFreeExecutions: 250_000,
  alwaysReadyGbSecond: 0.000004,
  serviceBusHour: 0.0135,
  serviceBusFreeOperations: 13_000_000,
  serviceBusMillionOperations: 0.8,
  serviceBusPremiumHour: 0.9275,
  tableTenThousandRequests: 0.00036,
  tableGb: 0.045,
  blobTenThousandOperations: 0.055,
  logsGb: 2.3,
  vaultTenThousandReads: 0.03,
  alertRuleEvery5: 1.5,
  alertRuleEvery15: 0.5,
  alertRuleOverMetrics: 0.1,
  natGatewayHour: 0.045,
  publicAddressHour: 0.005,
  privateEndpointHour: 0.01,
  privateZone: 0.5,
} as const;
