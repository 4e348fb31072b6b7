/** How the connector names itself to every service. */
export const USER_AGENT = 'entra-genesys-provisioning';
