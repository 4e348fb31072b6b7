/** Where the bearer token of one origin comes from. */
export interface Credential {
  /** A token that is valid now. @throws ConnectorError; nothing was sent to the protected side then */
  getToken(): Promise<string>;
  /** A token other than the rejected one, fetched anew when need be. @throws ConnectorError */
  renew(rejected?: string): Promise<string>;
}
