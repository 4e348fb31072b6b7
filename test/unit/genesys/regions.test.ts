import { GENESYS_REGIONS, genesysEndpoints } from '../../../shared/genesys/regions.ts';

describe('the addresses of a region', () => {
  it.each([
    ['eu-central-1', 'https://api.mypurecloud.de', 'https://login.mypurecloud.de'],
    ['MYPURECLOUD.IE', 'https://api.mypurecloud.ie', 'https://login.mypurecloud.ie'],
    ['https://api.usw2.pure.cloud/', 'https://api.usw2.pure.cloud', 'https://login.usw2.pure.cloud'],
    ['login.mypurecloud.com.au', 'https://api.mypurecloud.com.au', 'https://login.mypurecloud.com.au'],
    ['new9.pure.cloud', 'https://api.new9.pure.cloud', 'https://login.new9.pure.cloud'],
  ])('follow from %s', (region, apiUrl, loginUrl) => {
    expect(genesysEndpoints(region)).toEqual({ apiUrl, loginUrl });
  });

  it('follow from every known region and its domain alike', () => {
    for (const [name, domain] of Object.entries(GENESYS_REGIONS)) {
      expect([name, genesysEndpoints(name)?.apiUrl]).toEqual([name, `https://api.${domain}`]);
      expect(genesysEndpoints(domain)).toEqual(genesysEndpoints(name));
    }
  });

  it.each(['', 'mars-1', 'toString', 'example.org', 'evilpure.cloud', 'mypurecloud.de.example.org', 'a.b/pure.cloud'])(
    'do not exist for %j',
    (region) => {
      expect(genesysEndpoints(region)).toBeUndefined();
    },
  );
});
