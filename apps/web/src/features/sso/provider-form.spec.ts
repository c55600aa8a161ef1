import { describe, expect, it } from 'vitest';
import { atFields, certificatesIn, domainIn, formOf, isDomain, isHttpsAddress, requestOf } from './provider-form';

const PEM = '-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----';

describe('an identity provider’s form', () => {
  it('reads certificates with and without their frame', () => {
    expect(certificatesIn(`${PEM}\n\n${PEM}`)).toEqual([PEM, PEM]);
    expect(certificatesIn(' MIID\n AQAB ')).toEqual(['MIIDAQAB']);
    expect(certificatesIn('  ')).toEqual([]);
  });

  it('sends a secret only where one is used and typed', () => {
    const form = formOf(null);
    form.name = ' Login.gov ';
    form.oidc = { ...form.oidc, issuer: ' https://idp.example.gov ', clientId: 'divan', clientSecret: 'hidden' };
    const byKey = requestOf('oidc', form);
    expect(byKey).toEqual({
      name: 'Login.gov',
      oidc: {
        issuer: 'https://idp.example.gov',
        clientId: 'divan',
        authentication: 'private_key_jwt',
        requiredAcr: null,
        scopes: ['openid', 'email', 'profile'],
      },
    });
    form.oidc.authentication = 'client_secret';
    expect(requestOf('oidc', form).oidc?.clientSecret).toBe('hidden');
  });

  it('takes a domain out of what was pasted', () => {
    expect(domainIn(' https://Rivertown.gov/about ')).toBe('rivertown.gov');
    expect(domainIn('sara@rivertown.gov')).toBe('rivertown.gov');
    expect(isDomain('rivertown.gov')).toBe(true);
    for (const text of ['gov', 'rivertown', 'a b.gov', '-.gov', '']) expect(isDomain(text)).toBe(false);
  });

  it('demands an address that is encrypted', () => {
    expect(isHttpsAddress('https://idp.example.gov')).toBe(true);
    expect(isHttpsAddress('http://idp.example.gov')).toBe(false);
    expect(isHttpsAddress('idp.example.gov')).toBe(false);
  });

  it('shows what is wrong with an entry at its field', () => {
    expect(atFields({ 'saml.certificates.0': 'x', 'oidc.issuer': 'y' })).toEqual({
      'saml.certificates': 'x',
      'oidc.issuer': 'y',
    });
  });
});
