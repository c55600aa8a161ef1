import { stepAfterCode, stepAfterPassword } from './sign-in-steps';

const standing = { totp: true, passkeys: 0, phishingResistant: false };

describe('the step after the password', () => {
  it.each([
    [{}, 'totp', ['totp', 'recovery-code']],
    [{ passkeys: 1 }, 'totp', ['totp', 'passkey', 'recovery-code']],
    [{ passkeys: 1, phishingResistant: true }, 'passkey', ['passkey', 'recovery-code']],
    [{ passkeys: 1, totp: false }, 'passkey', ['passkey', 'recovery-code']],
    [{ phishingResistant: true }, 'totp', ['totp', 'recovery-code']],
    [{ totp: false, phishingResistant: true }, 'passkey-enrolment', ['passkey']],
    [{ totp: false }, 'totp-enrolment', ['totp']],
  ])('with %j is %s: never none [V6.3.3]', (change, step, factors) => {
    expect(stepAfterPassword({ ...standing, ...change })).toEqual({ step, factors });
  });
});

describe('the step after a code', () => {
  it.each([
    ['totp', {}, null],
    ['recovery-code', {}, null],
    ['totp', { phishingResistant: true }, 'passkey-enrolment'],
    ['totp', { phishingResistant: true, passkeys: 1 }, 'passkey'],
    ['recovery-code', { phishingResistant: true, passkeys: 1 }, 'passkey-enrolment'],
    ['recovery-code', { totp: false, passkeys: 1 }, 'passkey-enrolment'],
  ] as const)('%s with %j is %s [V6.3.4]', (code, change, step) => {
    expect(stepAfterCode({ ...standing, ...change }, code)?.step ?? null).toBe(step);
  });
});
