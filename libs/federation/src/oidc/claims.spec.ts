import { toIdentity } from './claims';

const identityOf = (claims: Record<string, unknown>, groupsClaim: string | null = 'groups') =>
  toIdentity({ sub: 's', email: 'a@b.example', ...claims }, groupsClaim);

describe('claims', () => {
  it.each([
    [{ email_verified: true }, true],
    [{ email_verified: 'true' }, true],
    [{}, false],
    [{ email_verified: false }, false],
    [{ email_verified: 'yes' }, false],
    [{ email_verified: false, xms_edov: true }, false],
    [{ xms_edov: '1' }, true],
    [{ xms_edov: '0' }, false],
  ])('%j vouch for an address: %s', (claims, expected) => {
    expect(identityOf(claims).emailVerified).toBe(expected);
  });

  it('say which groups, that there is none, or nothing that counts', () => {
    expect(identityOf({ groups: ['a', 7, '', 'b'] }).groups).toEqual(['a', 'b']);
    expect(identityOf({ groups: 'a' }).groups).toEqual(['a']);
    expect(identityOf({}).groups).toEqual([]);
    expect(identityOf({ groups: ['a'] }, null).groups).toBeNull();
    // Entra ID leaves out more than 200 groups: roles must not be taken for that.
    expect(identityOf({ _claim_names: { groups: 'src1' } }).groups).toBeNull();
    expect(identityOf({ hasgroups: true }).groups).toBeNull();
  });

  it('give a name in one piece or in two', () => {
    expect(identityOf({ name: ' Maria ' }).name).toBe('Maria');
    expect(identityOf({ given_name: 'Maria', family_name: 'Lopez' }).name).toBe('Maria Lopez');
    expect(identityOf({}).name).toBeNull();
  });

  it('tell when somebody signed in, or do not [V6.8.4]', () => {
    expect(identityOf({ auth_time: 1_800_000_000 }).authenticatedAt).toEqual(new Date('2027-01-15T08:00:00Z'));
    for (const auth_time of [undefined, null, '1800000000', 0, -1, Number.NaN, Number.MAX_VALUE])
      expect(identityOf({ auth_time }).authenticatedAt).toBeNull();
  });

  it('without a subject, or with one that no provider gives, are refused', () => {
    for (const sub of ['', 'x'.repeat(301)]) expect(() => identityOf({ sub })).toThrow('federation.answer_refused');
  });
});
