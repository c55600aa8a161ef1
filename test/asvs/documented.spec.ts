import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_IN_ROLES, PERMISSIONS } from '@divan/accounts';
import { STEP_UP_SECONDS } from '@divan/platform';

const document = readFileSync(join(__dirname, '..', '..', 'docs', 'identity.md'), 'utf8');
/** A section by its heading, with words apart by one space. */
const section = (heading: string): string => {
  const found = document.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (!found) throw new Error(`docs/identity.md has no section “${heading}”.`);
  return found.replace(/\s+/g, ' ');
};

describe('docs/identity.md', () => {
  it('says how guessing is slowed, and that nobody can be locked out from elsewhere [V6.1.1]', () => {
    expect(section('Guessing')).toMatch(/fifth failure.*up to an hour.*at 100 in a row.*Nobody can lock a member out/);
  });

  it('names the words of the context that passwords may not be made of [V6.1.2]', () => {
    expect(section('Passwords')).toMatch(
      /words of the context: the organization's name, the member's name and address, and “divan”/,
    );
  });

  it('names every way to sign in with its strength [V6.1.3]', () => {
    for (const way of [
      'Password, then authenticator',
      'Passkey alone',
      'OpenID Connect or SAML 2.0',
      'Recovery code',
      'API key',
    ])
      expect(section('Ways to sign in')).toContain(way);
  });

  it('says how long sessions last, why, and how many there may be [V7.1.1] [V7.1.2]', () => {
    const sessions = section('Sessions');
    expect(sessions).toMatch(/without use \| 30 minutes; 5 to 30 by/);
    expect(sessions).toMatch(/at most \| 12 hours \| SP 800-63B-4/);
    expect(sessions).toContain(`fresh second factor | ${STEP_UP_SECONDS / 60} minutes`);
    expect(sessions).toMatch(/at the same time \| any number/);
  });

  it('says how sessions that begin at an identity provider last and end [V7.1.3]', () => {
    expect(section('Sessions')).toMatch(
      /began at an identity provider has the same times.*Signing out of Divan does not sign out/,
    );
  });

  it('names every permission with what it lets a member do, and the roles that have it [V8.1.1]', () => {
    const words = section('Authorization');
    for (const [id, text] of Object.entries(PERMISSIONS)) {
      const roles = BUILT_IN_ROLES.filter(({ permissions }) => permissions.some((name) => name === id));
      expect(words.replace(/ +\|/g, ' |')).toContain(
        `| \`${id}\` | ${text} | ${roles.map(({ name }) => name).join(', ')} |`,
      );
    }
  });

  it('says which fields can be written or read by whom [V8.1.2]', () => {
    expect(section('Authorization')).toMatch(
      /\*\*Fields\*\*: bodies take only the fields that a route names.*never read/,
    );
  });

  it('is an inventory of what is logged, where, for how long and for whom [V16.1.1] [V16.2.3]', () => {
    for (const log of ['audit log', 'process log', 'metrics'])
      expect(section('What is logged')).toContain(`| ${log} |`);
    expect(section('What is logged')).toContain('Nothing else is written anywhere.');
  });
});
