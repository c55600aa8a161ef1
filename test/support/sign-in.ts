import { OrganizationService } from '@divan/accounts';
import { Clock, SecretBox } from '@divan/platform';
import { generate } from 'otplib';
import request, { type Response } from 'supertest';
import type { TestApp } from './app';

/** A member who joined over REST, as a person would, and is signed in. */
export interface SignedIn {
  organizationId: string;
  memberId: string;
  email: string;
  password: string;
  totpSecret: string;
  recoveryCodes: string[];
  accessToken: string;
  /** The Cookie header with the refresh token. */
  cookie: string;
}

export const TEST_PASSWORD = 'seventeen quiet herons';

/** A new organization with its first administrator signed in. */
export async function newAdministrator(test: TestApp, email = 'admin@rivertown.example'): Promise<SignedIn> {
  const { invitation } = await test.app.get(OrganizationService, { strict: false }).createOrganization({
    name: 'City of Rivertown',
    timeZone: 'America/Chicago',
    administrator: { email, name: 'Ada Admin' },
  });
  return join(test, invitation.link, email);
}

/** Another member of the administrator's organization, signed in. */
export async function newMember(
  test: TestApp,
  administrator: SignedIn,
  email: string,
  roles: string[],
  teamIds: string[] = [],
): Promise<SignedIn> {
  return join(test, await invite(test, administrator, email, roles, teamIds), email);
}

/** @returns the link that the inviter is shown, as no mail goes out */
export async function invite(
  test: TestApp,
  administrator: Pick<SignedIn, 'accessToken'>,
  email: string,
  roles: string[],
  teamIds: string[] = [],
): Promise<string> {
  const { body } = await request(test.address)
    .post('/v1/invitations')
    .set('Authorization', `Bearer ${administrator.accessToken}`)
    .send({ email, name: email.split('@')[0], roles, teamIds })
    .expect(201);
  return (body as { link: string }).link;
}

/** Takes an account to a second organization, by signing in to it. @returns the session there */
export async function joinAlso(test: TestApp, link: string, member: SignedIn): Promise<Response> {
  const { email, password, totpSecret } = member;
  const post = (path: string, body: object): Promise<Response> =>
    request(test.address).post(path).send(body).expect(200);
  const path = `/v1/auth/invitations/${link.split('/').at(-1)}`;
  const { challenge } = (await post(path, { name: email.split('@')[0], password })).body as { challenge: string };
  // Of the next time step, which is taken, too: this one's may have been used.
  return post('/v1/auth/totp', { challenge, code: await generate({ secret: totpSecret, epoch: now(test) + 30 }) });
}

/** The link that was last mailed to an address: whoever joins by it proves that the address is theirs. */
export async function mailedLink(test: TestApp, email: string): Promise<string> {
  const [mail] = await test.ownerQuery<{ sealed: string }>(
    'SELECT sealed_text AS sealed FROM mails WHERE recipient = $1 ORDER BY id DESC LIMIT 1',
    [email],
  );
  const text = test.app
    .get(SecretBox, { strict: false })
    .open(mail?.sealed ?? '', 'platform.mail')
    .toString('utf8');
  return /https?:\/\/\S+\/invitations\/\S+/.exec(text)?.[0] ?? '';
}

/** Accepts an invitation, sets up an authenticator and signs in. */
export async function join(test: TestApp, link: string, email: string, password = TEST_PASSWORD): Promise<SignedIn> {
  const post = (path: string, body: object): Promise<Response> =>
    request(test.address).post(path).send(body).expect(200);
  const token = link.split('/').at(-1) ?? '';
  const accepted = await post(`/v1/auth/invitations/${token}`, { name: email.split('@')[0], password });
  const { challenge } = accepted.body as { challenge: string };
  const { secret } = (await post('/v1/auth/totp-enrolment', { challenge })).body as { secret: string };
  const confirmed = await post('/v1/auth/totp-enrolment/confirm', {
    challenge,
    code: await generate({ secret, epoch: now(test) }),
  });
  const { accessToken, recoveryCodes } = confirmed.body as { accessToken: string; recoveryCodes: string[] };
  const me = await request(test.address).get('/v1/me').set('Authorization', `Bearer ${accessToken}`).expect(200);
  const { member, organization } = me.body as { member: { id: string }; organization: { id: string } };
  return {
    organizationId: organization.id,
    memberId: member.id,
    email,
    password,
    totpSecret: secret,
    recoveryCodes,
    accessToken,
    cookie: cookieOf(confirmed),
  };
}

/** The application's time in seconds, which a spec may have moved. */
function now(test: TestApp): number {
  return Math.floor(test.app.get(Clock, { strict: false }).now().getTime() / 1000);
}

/** The Cookie header that a browser would send after this answer. */
export function cookieOf(response: Response): string {
  const set = response.headers['set-cookie'] as unknown as string[] | undefined;
  return set?.[0]?.split(';')[0] ?? '';
}
