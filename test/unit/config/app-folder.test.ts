import { inAppFolder } from '../../../shared/config/app-folder.ts';
import { loadConfiguration } from '../../../shared/config/load-configuration.ts';
import { DEFAULT_MAPPING } from '../../../shared/domain/mapping/default-mapping.ts';
import { LEAST } from './environment.ts';

const HOST = { AzureWebJobsScriptRoot: '/home/site/wwwroot' };

describe('a path of the app', () => {
  it.each([
    [HOST, 'mapping.json', '/home/site/wwwroot/mapping.json'],
    [HOST, '/etc/mapping.json', '/etc/mapping.json'],
    [HOST, 'C:\\own\\mapping.json', 'C:\\own\\mapping.json'],
    [{}, 'mapping.json', 'mapping.json'],
    [{ AzureWebJobsScriptRoot: '' }, 'mapping.json', 'mapping.json'],
  ])('with %j is for %s the file %s', (env, path, expected) => {
    expect(inAppFolder(env, path)).toBe(expected);
  });

  it('is what MAPPING_FILE means, so that a file of the package is found wherever the worker stands', () => {
    const asked: string[] = [];
    const readFile = (path: string): string => {
      asked.push(path);
      return path.endsWith('mapping.json') ? JSON.stringify(DEFAULT_MAPPING) : '{}';
    };

    expect(loadConfiguration({ ...LEAST, ...HOST, MAPPING_FILE: 'mapping.json' }, readFile).ok).toBe(true);
    expect(asked).toContain('/home/site/wwwroot/mapping.json');
  });
});
