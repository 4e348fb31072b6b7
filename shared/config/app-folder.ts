type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A path below the app's folder, where the host says which one that is, else below the working directory; an absolute path is left
 * as it is.
 */
export function inAppFolder(env: Environment, path: string): string {
  const folder = env.AzureWebJobsScriptRoot;
  return folder === undefined || folder === '' || /^([/\\]|[A-Za-z]:)/.test(path) ? path : `${folder}/${path}`;
}
