import { describe, expect, test } from 'vitest';
import { SecurityConfig } from './config/site-config.ts';
import { securityOf, SiteSecurityInForce, siteSecurityOf } from './site-security.ts';

const settings = (input: object = {}) => SecurityConfig.parse(input);
const LEARNED = { armed: 0xda, disarmed: 0xd7, alsoArmed: [0x07], alsoDisarmed: [] };

describe('how the settings file says that a site secures its books', () => {
  test('as the standards do, where it says nothing', () => {
    expect(siteSecurityOf(settings())).toEqual({
      afi: { armed: 0x07, disarmed: 0xc2, alsoArmed: [], alsoDisarmed: [] },
      eas: false,
    });
  });

  test('a gate that hears only the alarm leaves the AFI alone', () => {
    const input = { armedAfi: null, disarmedAfi: null, eas: true };
    expect(siteSecurityOf(settings(input))).toEqual({ eas: true });
  });
});

test('what was learned from the site’s own books is in force at once, until it is forgotten', () => {
  const site = new SiteSecurityInForce(settings({ eas: true }));
  site.learn(LEARNED);
  expect(site.current).toEqual({ afi: LEARNED, eas: true });
  site.forget();
  expect(site.current).toEqual(siteSecurityOf(settings({ eas: true })));
});

test('without a pad nothing can be secured, and that is said', async () => {
  const security = securityOf(undefined, () => siteSecurityOf(settings()));
  const missing = expect.objectContaining({ code: 'port-missing' });
  await expect(security.set('E004010000000001', 'disarmed')).rejects.toEqual(missing);
  await expect(security.read('E004010000000001')).rejects.toEqual(missing);
});
